using System.Diagnostics;
using System.Text.Json.Nodes;
using Graft.Data;
using Graft.Data.Checks;
using Graft.Features;
using Graft.Reports;

namespace Graft.Training.Reporting;

/// <summary>What a run knows, as the report wants it.</summary>
internal static class TrainingReport
{
    private const int Nearest = 3;

    /// <param name="result">What the run found out.</param>
    /// <param name="recipe">What determined it.</param>
    /// <param name="examples">The data.</param>
    /// <param name="parts">What each example served for.</param>
    /// <param name="scored">What the model said of the examples that were scored.</param>
    /// <param name="check">What the checks of the data found.</param>
    /// <param name="features">The frozen backbone's features; null where there are none of one vector an example.</param>
    public static ReportInput Of(TransferResult result, Recipe recipe, ExampleSet examples, IReadOnlyList<Part> parts, IReadOnlyList<ScoredPart> scored, DataReport check, FeatureSet? features) => new()
    {
        Title = $"What {Path.GetFileName(Path.TrimEndingDirectorySeparator(result.Bundle))} has learned",
        Classes = examples.Classes,
        Parts = features is null ? scored : [.. scored.Select(p => WithNeighbours(p, examples, parts, features))],
        TrainingCounts = [.. examples.Classes.Select(c => examples.Examples.Where((e, i) => e.Label == c && parts[i] == Part.Train).Count())],
        Skipped = result.Skipped,
        Remarks = result.Remarks,
        Findings = check.Findings,
        Suspects = [.. result.SuspectedLabels.Select(s => new SuspectedLabel(s.Path, s.Label, s.Suggested, s.Quality))],
        CalibrationRemark = result.Calibration?.Remark,
        Curves = result.Tuning is { } tuning ? TrainingCurves.Of(tuning.History) : [],
        Maps = features is null ? [] : FeatureMaps.Of(features, examples, parts),
        Recipe = JsonNode.Parse(recipe.ToJson()) as JsonObject,
        Facts = Facts(result),
        Seconds = result.Seconds,
        ProcessorTime = Process.GetCurrentProcess().TotalProcessorTime,
    };

    private static ScoredPart WithNeighbours(ScoredPart part, ExampleSet examples, IReadOnlyList<Part> parts, FeatureSet features)
    {
        Neighbours training = new(features, [.. Enumerable.Range(0, features.Rows.Count).Where(r => parts[features.Rows[r]] == Part.Train)]);
        Dictionary<string, int> rows = features.Rows.Index().ToDictionary(r => examples.Examples[r.Item].Path, r => r.Index, StringComparer.Ordinal);
        return part with { Examples = [.. part.Examples.Select(e => e.IsRight ? e : e with { Neighbours = [.. training.Of(rows[e.Input], Nearest).Select(Near)] })] };

        NearExample Near((int Row, double Cosine) n)
        {
            Example near = examples.Examples[features.Rows[n.Row]];
            return new(near.Path, examples.IndexOf(near.Label), n.Cosine);
        }
    }

    private static Dictionary<string, string> Facts(TransferResult result)
    {
        Dictionary<string, string> facts = new() { ["backbone"] = result.Origin.Address, ["licence of its weights"] = result.Origin.Licence ?? "unknown", ["SHA-256 of its file"] = result.Origin.Sha256 };
        foreach ((int i, string note) in result.Origin.Notes.Index()) facts[$"note {i + 1}"] = note;
        return facts;
    }
}
