using System.Globalization;
using Graft.Bundles;
using Graft.Data;
using Graft.Evaluation;
using Spectre.Console;

namespace Graft.Cli.Output;

/// <summary>Tables on standard output; aligned plain text where it is no terminal.</summary>
internal static class Results
{
    /// <summary>Prints rows under a header.</summary>
    public static void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = [.. rows];
        if (Console.IsOutputRedirected) Plain(header, all);
        else Boxed(header, all);
    }

    /// <summary>Prints what the model says of each file.</summary>
    public static void Predictions(IEnumerable<Prediction> predictions) =>
        Table(["file", "label", "probability"], predictions.Select(p => (IReadOnlyList<string>)[p.Input, p.Label, Text(p.Probability)]));

    /// <summary>Prints scores by part.</summary>
    public static void Scores(IReadOnlyDictionary<string, ClassificationMetrics> scores) => Table(["part", "photos", "accuracy", "95 % interval", "macro F1", "log loss", "ECE"],
        scores.Select(s => (IReadOnlyList<string>)[s.Key, Text(s.Value.Count), Text(s.Value.Accuracy), $"{Text(s.Value.AccuracyInterval.Low)} to {Text(s.Value.AccuracyInterval.High)}",
            Text(s.Value.MacroF1), Text(s.Value.LogLoss), Text(s.Value.Ece)]));

    /// <summary>Prints the measures of any task by part.</summary>
    /// <param name="what">What was scored: texts or photos.</param>
    /// <param name="scores">Scores by part.</param>
    public static void TaskScores(string what, IReadOnlyDictionary<string, TaskMetrics> scores)
    {
        foreach (IGrouping<string, KeyValuePair<string, TaskMetrics>> alike in scores.GroupBy(s => string.Join(',', Measures.Of(s.Value).Select(m => m.Name))))
            Table(["part", what, .. Measures.Of(alike.First().Value).Select(m => m.Name)],
                alike.Select(s => (IReadOnlyList<string>)[s.Key + (s.Value.ChosenOn ? " (chosen on)" : ""), Text(s.Value.Count), .. Measures.Of(s.Value).Select(m => Text(m.Value))]));
    }

    /// <summary>Prints each class's scores.</summary>
    public static void PerClass(ClassificationMetrics metrics) => Table(["class", "examples", "precision", "recall", "F1"],
        metrics.PerClass.Select(c => (IReadOnlyList<string>)[c.Label, Text(c.Support), Text(c.Precision), Text(c.Recall), Text(c.F1)]));

    /// <summary>Tells on standard error what was left out, every file by name up to 20.</summary>
    public static void Skipped(IReadOnlyList<Notice> skipped) => Notices(skipped, "left out");

    /// <summary>Tells on standard error of files, each by name up to 20.</summary>
    public static void Notices(IReadOnlyList<Notice> notices, string what)
    {
        if (notices.Count == 0) return;
        Console.Error.WriteLine($"{notices.Count} file{(notices.Count == 1 ? "" : "s")} {what}:");
        foreach (Notice notice in notices.Take(20)) Console.Error.WriteLine($"  {notice.Path}: {notice.Reason}");
        if (notices.Count > 20) Console.Error.WriteLine($"  ... and {notices.Count - 20} more");
    }

    public static string Text(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    public static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static void Plain(IReadOnlyList<string> header, IReadOnlyList<string>[] rows)
    {
        int[] widths = [.. header.Select((h, i) => Math.Max(h.Length, rows.Select(r => r[i].Length).DefaultIfEmpty().Max()))];
        foreach (IReadOnlyList<string> row in rows.Prepend(header))
            Console.Out.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }

    private static void Boxed(IReadOnlyList<string> header, IReadOnlyList<string>[] rows)
    {
        Table table = new() { Border = TableBorder.Rounded };
        foreach (string column in header) table.AddColumn(new TableColumn(Markup.Escape(column)));
        foreach (IReadOnlyList<string> row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }
}
