using System.Diagnostics;
using System.Text.Json.Nodes;
using Graft.Data;
using Graft.Data.Checks;
using Graft.Reports;
using Graft.Training.Photos;

namespace Graft.Training.Reporting;

/// <summary>What a run on photos with several labels or numbers knows, as the report wants it.</summary>
internal static class TargetReport
{
    /// <param name="result">What the run found out.</param>
    /// <param name="recipe">What determined it.</param>
    /// <param name="photos">The data.</param>
    /// <param name="check">What the checks of the data found.</param>
    public static ReportInput Of(TargetTransferResult result, Recipe recipe, PreparedPhotos photos, DataReport check) => new()
    {
        Title = $"What {Path.GetFileName(Path.TrimEndingDirectorySeparator(result.Bundle))} has learned",
        Classes = photos.Examples.Classes,
        Parts = [.. result.Scores.Select(s => new ScoredPart(s.Key, s.Value, []))],
        TrainingCounts = [.. photos.Examples.Classes.Select(c => photos.Examples.Examples.Where((e, i) => photos.Parts[i] == Part.Train && e.Labels.Contains(c)).Count())],
        Skipped = result.Skipped,
        Remarks = result.Remarks,
        Findings = check.Findings,
        Curves = TrainingCurves.Of(result.Tuning?.History ?? []),
        Recipe = JsonNode.Parse(recipe.ToJson()) as JsonObject,
        Facts = new Dictionary<string, string> { ["backbone"] = result.Origin.Address, ["licence of its weights"] = result.Origin.Licence ?? "unknown", ["SHA-256 of its file"] = result.Origin.Sha256 },
        Seconds = result.Seconds,
        ProcessorTime = Process.GetCurrentProcess().TotalProcessorTime,
    };
}
