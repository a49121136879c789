using Graft.Bundles;
using Graft.Data;
using Graft.Evaluation;

namespace Graft.Reports;

/// <summary>What an evaluation of a bundle knows, as the report wants it.</summary>
public static class EvaluationReport
{
    /// <param name="bundle">The bundle's folder.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="scores">Scores by part.</param>
    /// <param name="examples">The examples of each part, in the order of its outcomes.</param>
    /// <param name="notices">What was left out when the data were listed.</param>
    public static ReportInput Of(string bundle, IReadOnlyList<string> labels, IReadOnlyDictionary<string, BundleScores> scores, IReadOnlyDictionary<string, IReadOnlyList<Example>> examples, IReadOnlyList<Notice> notices) => new()
    {
        Title = $"How {Path.GetFileName(Path.TrimEndingDirectorySeparator(bundle))} fares on {string.Join(" and ", scores.Keys)}",
        Classes = labels,
        Parts = [.. scores.Select(s => new ScoredPart(s.Key, s.Value.Metrics, [.. Scored(labels, examples[s.Key], s.Value.Outcomes)]))],
        Skipped = [.. scores.Values.SelectMany(s => s.Skipped), .. notices],
    };

    private static IEnumerable<ScoredExample> Scored(IReadOnlyList<string> labels, IReadOnlyList<Example> examples, IReadOnlyList<PredictionOutcome> outcomes)
    {
        Dictionary<string, int> indices = labels.Index().ToDictionary(l => l.Item, l => l.Index, StringComparer.Ordinal);
        return examples.Zip(outcomes).Where(e => e.Second.Prediction is not null)
            .Select(e => new ScoredExample(e.First.Path, indices[e.First.Label], [.. labels.Select(l => (float)e.Second.Prediction!.Probabilities[l])]));
    }
}
