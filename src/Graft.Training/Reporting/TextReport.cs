using System.Diagnostics;
using System.Text.Json.Nodes;
using Graft.Data;
using Graft.Data.Checks;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Features;
using Graft.Reports;
using Graft.Training.Texts;

namespace Graft.Training.Reporting;

/// <summary>What a run on texts knows, as the report wants it.</summary>
internal static class TextReport
{
    private const int Nearest = 3;

    /// <param name="result">What the run found out.</param>
    /// <param name="recipe">What determined it.</param>
    /// <param name="set">The data.</param>
    /// <param name="parts">What each example served for.</param>
    /// <param name="features">One row per example; null where there are none, and then no neighbours are shown.</param>
    /// <param name="outputs">What the model says of an example: for classification its probabilities.</param>
    public static ReportInput Of(TextTransferResult result, Recipe recipe, TextSet set, IReadOnlyList<Part> parts, FeatureSet? features, Func<int, float[]> outputs) => new()
    {
        Title = $"What {Path.GetFileName(Path.TrimEndingDirectorySeparator(result.Bundle))} has learned",
        Kind = InputKind.Text,
        Classes = set.Classes,
        Parts = [.. result.Scores.Select(s => new ScoredPart(s.Key, s.Value, s.Value is ClassificationMetrics ? [.. Scored(s.Key, set, parts, features, outputs)] : []))],
        TrainingCounts = set.Task == TextTask.Classification ? [.. set.Classes.Select((_, k) => Enumerable.Range(0, parts.Count).Count(i => parts[i] == Part.Train && ClassOf(set, i) == k))] : [],
        Skipped = result.LeftOut,
        Remarks = result.CutTexts == 0 ? [] : [new("texts", FormattableString.Invariant($"{result.CutTexts} are longer than the model takes, and were cut"))],
        Findings = DataCheck.Texts(set).Findings,
        Recipe = JsonNode.Parse(recipe.ToJson()) as JsonObject,
        Facts = new Dictionary<string, string> { ["backbone"] = result.Origin.Address, ["licence of its weights"] = result.Origin.Licence ?? "unknown", ["SHA-256 of its file"] = result.Origin.Sha256 },
        Seconds = result.Seconds,
        ProcessorTime = Process.GetCurrentProcess().TotalProcessorTime,
    };

    private static IEnumerable<ScoredExample> Scored(string part, TextSet set, IReadOnlyList<Part> parts, FeatureSet? features, Func<int, float[]> outputs)
    {
        Neighbours? training = features is null ? null : new(features, [.. Enumerable.Range(0, parts.Count).Where(i => parts[i] == Part.Train)]);
        foreach (int i in Enumerable.Range(0, parts.Count).Where(i => parts[i].Name() == part))
        {
            ScoredExample example = new(Shown(set, i), ClassOf(set, i), outputs(i));
            yield return example.IsRight || training is null ? example : example with { Neighbours = [.. training.Of(i, Nearest).Select(n => new NearExample(Shown(set, n.Row), ClassOf(set, n.Row), n.Cosine))] };
        }
    }

    private static string Shown(TextSet set, int i) => set.Examples[i].Pair is { } pair ? $"{set.Examples[i].Text}\n{pair}" : set.Examples[i].Text;

    private static int ClassOf(TextSet set, int i) => set.Classes.ToList().IndexOf(set.Examples[i].Labels[0]);
}
