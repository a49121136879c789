using System.Globalization;
using Graft.Data.Texts;

namespace Graft.Data;

/// <summary>Labels of photos as they are written, in a cell or as the name of a folder: one class, labels with ; or | or commas between (or a JSON array), or numbers.</summary>
internal static class PhotoLabels
{
    /// <summary>Tasks that photos can be for.</summary>
    public static IReadOnlyList<TextTask> Tasks { get; } = [TextTask.Classification, TextTask.MultiLabel, TextTask.Regression];

    /// <summary>The task, if photos can be for it.</summary>
    /// <exception cref="UnknownNameException">They can't.</exception>
    public static TextTask Checked(TextTask task) => Tasks.Contains(task) ? task : throw new UnknownNameException("task for photos", task.Name(), Tasks.Select(TextTasks.Name));

    /// <summary>The example with its labels read.</summary>
    /// <param name="example">Without labels.</param>
    /// <param name="task">How they are read.</param>
    /// <param name="columns">What they are called, for errors.</param>
    /// <param name="cells">What is written; one, or for numbers several.</param>
    /// <param name="faults">What is wrong; nothing is added where all is right.</param>
    public static Example Read(Example example, TextTask task, IReadOnlyList<string> columns, IReadOnlyList<string?> cells, List<string> faults)
    {
        if (task == TextTask.MultiLabel) return Several(example, Table.Items(cells[0] ?? ""));
        for (int i = 0; i < cells.Count; i++)
            if (string.IsNullOrWhiteSpace(cells[i])) faults.Add($"the label in '{columns[i]}' is empty");
            else if (task == TextTask.Regression && Number(cells[i]!) is null) faults.Add($"expected a number in '{columns[i]}', found '{cells[i]}'");
        if (faults.Count > 0) return example;
        string text = string.Join(", ", cells.Select(c => c!.Trim()));
        return task == TextTask.Regression ? example with { Label = text, Numbers = [.. cells.Select(c => Number(c!)!.Value)] } : example with { Label = text };
    }

    private static Example Several(Example example, string[] items)
    {
        string[] labels = [.. items.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return example with { Label = string.Join(';', labels), Labels = labels };
    }

    private static double? Number(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
}
