using System.Diagnostics;
using System.Text.Json.Nodes;
using Graft.Bundles;
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

    /// <summary>What an evaluation of a bundle knows.</summary>
    /// <param name="bundle">The bundle's folder.</param>
    /// <param name="predictor">The same bundle.</param>
    /// <param name="set">The texts.</param>
    /// <param name="parts">Those that were scored, by part.</param>
    /// <param name="said">Scores and outputs by part.</param>
    /// <param name="cancel">Stops.</param>
    internal static ReportInput OfBundle(string bundle, TextPredictor predictor, TextSet set, IReadOnlyDictionary<string, TextExample[]> parts, IReadOnlyDictionary<string, (TextBundleScores Scores, float[][] Outputs)> said, CancellationToken cancel)
    {
        ScoredPart[] scored = [.. said.Select(s => Scored(s.Key, predictor.Labels, parts[s.Key], s.Value))];
        return new()
        {
            Title = $"How {Path.GetFileName(Path.TrimEndingDirectorySeparator(bundle))} fares on {string.Join(" and ", said.Keys)}",
            Kind = InputKind.Text,
            Classes = predictor.Labels,
            Parts = ErrorWords.Add(scored, set with { Classes = predictor.Labels }, predictor.Runner, cancel),
            Skipped = set.Notices,
        };
    }

    /// <summary>Scores with what was said of each text.</summary>
    public static ScoredPart Scored(string name, IReadOnlyList<string> labels, IReadOnlyList<TextExample> examples, (TextBundleScores Scores, float[][] Outputs) said)
    {
        int IndexOf(string label) => Enumerable.Range(0, labels.Count).First(k => labels[k] == label);
        return new(name, said.Scores.Metrics, said.Scores.Metrics is ClassificationMetrics ? [.. examples.Zip(said.Outputs, (e, o) => new ScoredExample(Shown(e), IndexOf(e.Labels[0]), o))] : []);
    }

    /// <summary>What a run on texts knows.</summary>
    /// <param name="result">What the run found out.</param>
    /// <param name="recipe">What determined it.</param>
    /// <param name="set">The data.</param>
    /// <param name="parts">What each example served for.</param>
    /// <param name="check">What the checks of the data found.</param>
    /// <param name="features">One row per example; null where there are none, and then no neighbours are shown.</param>
    /// <param name="before">The scores before calibration, by part; null where none was kept.</param>
    /// <param name="outputs">What the model says of an example: for classification its probabilities.</param>
    internal static ReportInput Of(TextTransferResult result, Recipe recipe, TextSet set, IReadOnlyList<Part> parts, DataReport check, FeatureSet? features, IReadOnlyDictionary<string, TaskMetrics>? before, Func<int, float[]> outputs) => new()
    {
        Title = $"What {Path.GetFileName(Path.TrimEndingDirectorySeparator(result.Bundle))} has learned",
        Kind = InputKind.Text,
        Classes = set.Classes,
        Parts = [.. result.Scores.Select(s => new ScoredPart(s.Key, s.Value, s.Value is ClassificationMetrics ? [.. Scored(s.Key, set, parts, features, outputs)] : []) { BeforeCalibration = before?[s.Key] })],
        TrainingCounts = set.Task == TextTask.Classification ? [.. set.Classes.Select((_, k) => Enumerable.Range(0, parts.Count).Count(i => parts[i] == Part.Train && ClassOf(set, i) == k))] : [],
        Skipped = result.LeftOut,
        Remarks = result.CutTexts == 0 ? [] : [new("texts", FormattableString.Invariant($"{result.CutTexts} are longer than the model takes, and were cut"))],
        Findings = check.Findings,
        Suspects = [.. Suspects(result, set)],
        CalibrationRemark = result.Calibration?.Remark,
        Curves = result.Tuning is { } tuning ? TrainingCurves.Of(tuning.History) : [],
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

    /// <summary>A text as pages show it, or both texts of a pair.</summary>
    internal static string Shown(TextExample example) => example.Pair is { } pair ? $"{example.Text}\n{pair}" : example.Text;

    private static IEnumerable<SuspectedLabel> Suspects(TextTransferResult result, TextSet set)
    {
        Dictionary<string, TextExample> places = [];
        foreach (TextExample example in set.Examples) places.TryAdd(example.Place, example);
        return result.SuspectedLabels.Select(s => new SuspectedLabel(Shown(places[s.Path]), s.Label, s.Suggested, s.Quality));
    }

    private static string Shown(TextSet set, int i) => Shown(set.Examples[i]);

    private static int ClassOf(TextSet set, int i) => set.Classes.ToList().IndexOf(set.Examples[i].Labels[0]);
}
