using System.Globalization;

namespace Graft.Benchmarks.TextAccuracy;

/// <summary>All runs as one Markdown table.</summary>
internal static class Table
{
    // Measured with PyTorch and scikit-learn on the same weights and data, seed 0 first.
    private static readonly Dictionary<(string Task, string Way, string Measure), string> References = new()
    {
        [("sst2", "full", "accuracy")] = "0.886", [("sst2", "last two layers", "accuracy")] = "0.857, 0.848", [("sst2", "frozen", "accuracy")] = "0.810", [("sst2", "lstm", "accuracy")] = "0.785",
        [("trec", "full", "accuracy")] = "0.964, 0.960", [("trec", "last two layers", "accuracy")] = "0.934, 0.940", [("trec", "frozen", "accuracy")] = "0.888", [("trec", "frozen", "macro F1")] = "0.867", [("trec", "lstm", "accuracy")] = "0.874",
        [("banking77", "frozen", "accuracy")] = "0.930", [("mrpc", "full", "accuracy")] = "0.787, 0.800", [("mrpc", "full", "F1 of paraphrase")] = "0.849, 0.856",
        [("stsb", "full", "pearson")] = "0.819", [("stsb", "full", "spearman")] = "0.817", [("bc5cdr", "full", "entity F1")] = "0.792", [("bc5cdr", "full", "F1 of Chemical")] = "0.836", [("bc5cdr", "full", "F1 of Disease")] = "0.741",
        [("bp_risk", "full", "macro F1")] = "0.954, 0.928", [("bp_risk", "full", "contrast macro F1")] = "0.973, 0.958", [("bp_risk", "full", "real macro F1")] = "0.981, 0.968",
        [("bp_risk", "last two layers", "macro F1")] = "0.945, 0.941", [("bp_risk", "last two layers", "contrast macro F1")] = "0.958, 0.945", [("bp_risk", "last two layers", "real macro F1")] = "0.978, 0.969",
        [("bp_risk", "frozen", "macro F1")] = "0.751", [("bp_risk", "frozen", "contrast macro F1")] = "0.785", [("bp_risk", "frozen", "real macro F1")] = "0.736",
        [("bp_risk", "tfidf", "macro F1")] = "0.810", [("bp_risk", "tfidf", "contrast macro F1")] = "0.787", [("bp_risk", "tfidf", "real macro F1")] = "0.837",
        [("bp_risk", "lstm", "macro F1")] = "0.860", [("bp_risk", "lstm", "contrast macro F1")] = "0.857", [("bp_risk", "lstm", "real macro F1")] = "0.861",
    };

    public static IEnumerable<string> Of(IReadOnlyList<Measured> runs)
    {
        yield return "| data | way | measure | mean | least to greatest | seeds | reference | seconds | MB |";
        yield return "| --- | --- | --- | --- | --- | --- | --- | --- | --- |";
        foreach (IGrouping<(string Task, string Way), Measured> group in runs.GroupBy(r => (r.Task, r.Way)).OrderBy(g => g.Key.Task, StringComparer.Ordinal).ThenBy(g => Subject.AllWays.ToList().IndexOf(g.Key.Way)))
            foreach (string measure in group.First().Scores.Keys)
                yield return Line(group.Key.Task, group.Key.Way, measure, [.. group]);
    }

    private static string Line(string task, string way, string measure, Measured[] runs)
    {
        double[] values = [.. runs.Select(r => r.Scores[measure])];
        return string.Create(CultureInfo.InvariantCulture,
            $"| {task} | {way} | {measure} | {values.Average():F3} | {values.Min():F3} to {values.Max():F3} | {values.Length} | {References.GetValueOrDefault((task, way, measure), "")} | {runs.Average(r => r.Seconds):F0} | {runs[0].Megabytes:F1} |");
    }
}
