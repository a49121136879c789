using Graft.Evaluation;

namespace Graft.Reports;

/// <summary>One class taken for another.</summary>
/// <param name="True">The class it is.</param>
/// <param name="Predicted">The class it was taken for.</param>
/// <param name="Count">How often.</param>
internal sealed record ConfusedPair(string True, string Predicted, int Count)
{
    /// <summary>All that occur, the most frequent first.</summary>
    public static IEnumerable<ConfusedPair> Of(ClassificationMetrics metrics) => metrics.ConfusionMatrix
        .SelectMany((row, t) => row.Select((count, p) => (t, p, count)))
        .Where(c => c.count > 0 && c.t != c.p)
        .OrderByDescending(c => c.count).ThenBy(c => c.t).ThenBy(c => c.p)
        .Select(c => new ConfusedPair(metrics.PerClass[c.t].Label, metrics.PerClass[c.p].Label, c.count));
}
