using System.Globalization;

namespace Graft.Data.Texts;

/// <summary>What is asked, by what the labels look like: lists of tags, lists of labels, numbers with fractions, or classes.</summary>
internal static class TaskGuess
{
    public static TextTask Of(Table table, TextColumns columns)
    {
        if (columns.Label is null) return TextTask.Classification;
        int text = table.Find(columns.Text), label = table.Find(columns.Label);
        string[] labels = [.. table.Rows.Select(r => r.Cells[label]).OfType<string>().Where(l => !string.IsNullOrWhiteSpace(l))];
        return labels.All(IsList) && table.Rows.All(r => IsList(r.Cells[text])) ? TextTask.Tagging : OfLabels(columns.Label, labels);
    }

    /// <summary>Several labels, a number or a class.</summary>
    /// <param name="column">Name of their column.</param>
    /// <param name="labels">Those that are not empty.</param>
    public static TextTask OfLabels(string column, string[] labels)
    {
        if (labels.Length == 0) return TextTask.Classification;
        if (labels.All(IsList)) return TextTask.MultiLabel;
        bool plural = column.EndsWith('s') && !column.EndsWith("ss", StringComparison.Ordinal);
        if (plural && labels.Any(l => l.AsSpan().ContainsAny(";|"))) return TextTask.MultiLabel;
        return labels.All(IsNumber) && labels.Any(l => l.Contains('.', StringComparison.Ordinal)) ? TextTask.Regression : TextTask.Classification;
    }

    private static bool IsList(string? cell) => cell is ['[', .., ']'];

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
