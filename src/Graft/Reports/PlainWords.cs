using System.Globalization;
using Graft.Evaluation;

namespace Graft.Reports;

/// <summary>Scores as sentences.</summary>
internal static class PlainWords
{
    public static IEnumerable<string> Of(ReportInput input, ExampleView view)
    {
        foreach (ScoredPart part in input.Parts)
            if (part.Metrics is ClassificationMetrics metrics) yield return Accuracy(part.Name, metrics, view);
        if (Main(input) is not { Metrics: ClassificationMetrics main } best) yield break;
        if (Weakest(main) is { } weak) yield return $"Hardest class: {Quoted(weak.Label)}, of whose {view.Count(weak.Support)} {Percent(weak.Recall)} are recognised.";
        if (ConfusedPair.Of(main).FirstOrDefault() is { } pair)
            yield return $"Most frequent mistake: {Quoted(pair.True)} taken for {Quoted(pair.Predicted)}, {pair.Count} of {Errors(main)} mistakes ({best.Name}).";
        yield return Confidence(main);
    }

    /// <summary>The part whose scores count most: test, where there is one.</summary>
    public static ScoredPart? Main(ReportInput input) => input.Parts.FirstOrDefault(p => p.Name == "test") ?? (input.Parts.Count > 0 ? input.Parts[^1] : null);

    /// <summary>The class of the lowest recall among those with examples; null where all are perfect.</summary>
    public static ClassMetrics? Weakest(ClassificationMetrics metrics) => metrics.PerClass.Where(c => c.Support > 0 && c.Recall < 1).MinBy(c => c.Recall);

    public static int Errors(ClassificationMetrics metrics) => metrics.Count - (int)Math.Round(metrics.Accuracy * metrics.Count);

    public static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + "\u00a0%";

    public static string Quoted(string label) => $"“{label}”";

    private static string Accuracy(string part, ClassificationMetrics metrics, ExampleView view)
    {
        double most = metrics.PerClass.Max(c => c.Support) / (double)metrics.Count;
        string chosen = metrics.ChosenOn ? " Choices were made on these examples, so the score is too good." : "";
        return $"{Capital(part)}: the right class for {Percent(metrics.Accuracy)} of {view.Count(metrics.Count)} (95 % interval {Percent(metrics.AccuracyInterval.Low)} to {Percent(metrics.AccuracyInterval.High)}); " +
            $"always answering the most frequent class would be right for {Percent(most)}.{chosen}";
    }

    private static string Confidence(ClassificationMetrics metrics)
    {
        double gap = metrics.Reliability.Sum(b => b.Count * (b.Confidence - b.Accuracy)) / metrics.Count;
        string direction = Math.Abs(gap) < 0.01 ? "on average neither too sure nor too unsure" : gap > 0 ? $"on average {Percent(gap)} too sure" : $"on average {Percent(-gap)} too unsure";
        return $"Its probabilities are {direction} (calibration error {metrics.Ece.ToString("F3", CultureInfo.InvariantCulture)}).";
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
