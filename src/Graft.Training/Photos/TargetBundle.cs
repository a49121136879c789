using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Bundles;
using Graft.Data.Checks;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Graphs;
using Graft.Hub;
using Graft.Reports;
using Graft.Training.Adapters;
using Graft.Training.Reporting;

namespace Graft.Training.Photos;

/// <summary>What a run on photos with several labels or numbers leaves: model.onnx (photos in, probabilities or numbers out), labels, preprocessing, recipe, metrics, card.</summary>
internal static class TargetBundle
{
    public static void Write(TargetTransferResult result, Graph model, PreparedPhotos photos, Recipe recipe, DataReport check, LowRankAdapter? adapter) => BundleFolder.Write(result.Bundle, folder =>
    {
        void Text(string file, string content) => File.WriteAllText(Path.Combine(folder, file), content);
        OnnxFile.Write(model, Path.Combine(folder, BundleFiles.Model));
        Text(BundleFiles.Labels, JsonSerializer.Serialize(photos.Examples.Classes));
        Text(BundleFiles.Preprocessing, photos.Backbone.Preprocessing.ToJson());
        Text(BundleFiles.Recipe, recipe.ToJson());
        Text(BundleFiles.Metrics, Metrics(result).ToJsonString(EvaluationJson.Readable.Options));
        Text(BundleFiles.Card, Card(result, recipe, photos.Names));
        Report.Write(Path.Combine(folder, BundleFiles.Report), TargetReport.Of(result, recipe, photos, check));
        result.Origin.Pins?.Save(Path.Combine(folder, ModelPins.FileName));
        adapter?.Save(Path.Combine(folder, BundleFiles.Adapter));
    });

    /// <summary>metrics.json: an object per scored part, counts, what was left out, what was chosen, and seconds by phase.</summary>
    public static JsonObject Metrics(TargetTransferResult result)
    {
        JsonObject all = Scores(result.Scores);
        if (result.Tuning is { } tuning) all["tuning"] = new JsonObject
        {
            ["policy"] = tuning.Policy, ["best_epoch"] = tuning.BestEpoch, ["interrupted"] = tuning.Interrupted, ["head_alone"] = Scores(tuning.HeadScores), ["epochs"] = EpochsJson.Of(tuning.History),
        };
        all["counts"] = new JsonObject(result.Counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
        all["skipped"] = new JsonArray([.. result.Skipped.Select(s => new JsonObject { ["path"] = s.Path, ["reason"] = s.Reason })]);
        all["remarks"] = new JsonArray([.. result.Remarks.Select(r => new JsonObject { ["path"] = r.Path, ["reason"] = r.Reason })]);
        all["chosen"] = result.Chosen.DeepClone();
        if (result.Thresholds is { } thresholds) all["thresholds"] = new JsonObject { ["values"] = new JsonArray([.. thresholds.Values.Select(v => JsonValue.Create(v))]), ["by"] = thresholds.By };
        all["seconds"] = new JsonObject(result.Seconds.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));
        return all;
    }

    private static JsonObject Scores(IReadOnlyDictionary<string, TaskMetrics> scores) => new(scores.Select(s => KeyValuePair.Create(s.Key, JsonSerializer.SerializeToNode(s.Value, EvaluationJson.Readable.TaskMetrics))));

    private static string Card(TargetTransferResult result, Recipe recipe, IReadOnlyList<string> names)
    {
        StringBuilder text = new();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        bool labels = result.Task == TextTask.MultiLabel;
        Line($"# A model of photos ({result.Task.Name()}: {string.Join(", ", names.Take(20))}{(names.Count > 20 ? ", ..." : "")})\n");
        Line($"Grown on `{recipe.Backbone}` (licence of its weights: {result.Origin.Licence ?? "unknown"}; SHA-256 {result.Origin.Sha256}).");
        Line($"`model.onnx` holds all of it: photos that went through `preprocessing.json` in, {(labels ? "a probability for each label out, in the order of `labels.json`" : $"numbers out, in the order {string.Join(", ", names)}")}.");
        if (result.Thresholds is { } thresholds) Line($"A photo has a label from these probabilities on: {string.Join(", ", names.Zip(thresholds.Values, (n, v) => FormattableString.Invariant($"{n} {v:F3}")))}; chosen by {thresholds.By}.");
        if (result.Tuning is { } tuning) Line($"\nTrained for {tuning.History.Count} epochs ({tuning.Policy}){(tuning.BestEpoch is int best ? $"; the weights are those of epoch {best}, the best on validation" : "")}.");
        Line($"\n## Data\n");
        Line($"{string.Join(", ", result.Counts.Select(c => $"{c.Value} photos for {c.Key}"))}. {result.Skipped.Count} files were left out{(result.Skipped.Count > 0 ? " (named in metrics.json)" : "")}.\n");
        Line($"## Scores\n");
        foreach ((string part, TaskMetrics metrics) in result.Scores)
            Line($"- {part}{(metrics.ChosenOn ? " (something was chosen on it)" : "")}, {metrics.Count} photos: {string.Join(", ", Measures.Of(metrics).Select(m => FormattableString.Invariant($"{m.Name} {m.Value:F3}")))}");
        Line($"\n## Limits\n");
        Line($"The scores hold for photos like those that it was trained and scored on. It answers to any photo, also to one that has nothing to do with them. The backbone's own training photos may overlap with yours.");
        return text.ToString();
    }
}
