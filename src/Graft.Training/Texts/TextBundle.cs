using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Bundles;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Graphs;
using Graft.Hub;
using Graft.Reports;
using Graft.Text;

namespace Graft.Training.Texts;

/// <summary>What a run on texts leaves: model.onnx (token ids in, probabilities or numbers out), tokenizer, labels, preprocessing, recipe, metrics, card.</summary>
internal static class TextBundle
{
    public static void Write(TextTransferResult result, Graph model, Tokenizer tokenizer, TextPreprocessing preprocessing, Recipe recipe, IReadOnlyList<string> classes, ReportInput report) => BundleFolder.Write(result.Bundle, folder =>
    {
        string labels = JsonSerializer.Serialize(classes);
        OnnxFile.Write(WithNotes(model, result, labels, preprocessing), Path.Combine(folder, BundleFiles.Model));
        tokenizer.Save(Path.Combine(folder, BundleFiles.Tokenizer));
        File.WriteAllText(Path.Combine(folder, BundleFiles.Labels), labels);
        File.WriteAllText(Path.Combine(folder, BundleFiles.Preprocessing), preprocessing.ToJson());
        File.WriteAllText(Path.Combine(folder, BundleFiles.Recipe), recipe.ToJson());
        File.WriteAllText(Path.Combine(folder, BundleFiles.Metrics), Metrics(result).ToJsonString(EvaluationJson.Readable.Options));
        File.WriteAllText(Path.Combine(folder, BundleFiles.Card), Card(result, recipe, classes, preprocessing));
        Report.Write(Path.Combine(folder, BundleFiles.Report), report);
        result.Origin.Pins?.Save(Path.Combine(folder, ModelPins.FileName));
        result.Tuning?.Adapter?.Save(Path.Combine(folder, BundleFiles.Adapter));
    });

    /// <summary>metrics.json: an object per scored part, counts, what was left out and cut, what was chosen, and seconds by phase.</summary>
    public static JsonObject Metrics(TextTransferResult result)
    {
        JsonObject all = [];
        foreach ((string part, TaskMetrics metrics) in result.Scores) all[part] = JsonSerializer.SerializeToNode(metrics, EvaluationJson.Readable.TaskMetrics);
        all["counts"] = new JsonObject(result.Counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
        all["cut_texts"] = result.CutTexts;
        all["skipped"] = new JsonArray([.. result.LeftOut.Select(s => new JsonObject { ["path"] = s.Path, ["reason"] = s.Reason })]);
        if (result.Chosen.Count > 0) all["chosen"] = result.Chosen.DeepClone();
        if (result.Calibration is { } calibration) all["calibration"] = JsonSerializer.SerializeToNode(calibration, EvaluationJson.Readable.CalibrationReport);
        if (result.CrossValidation is { } cross) all["cross_validation"] = cross.ToJson();
        if (result.Task == TextTask.Classification) all["suspected_labels"] = JsonSerializer.SerializeToNode(result.SuspectedLabels, MetricsFile.Snake);
        if (result.Remarks.Count > 0) all["remarks"] = new JsonArray([.. result.Remarks.Select(r => new JsonObject { ["path"] = r.Path, ["reason"] = r.Reason })]);
        if (result.Tuning is { } tuning) all["tuning"] = Tuning(tuning);
        all["seconds"] = new JsonObject(result.Seconds.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));
        return all;
    }

    private static JsonObject Tuning(TextTuningResult tuning) => new()
    {
        ["policy"] = tuning.Policy, ["best_epoch"] = tuning.BestEpoch, ["interrupted"] = tuning.Interrupted,
        ["epochs"] = EpochsJson.Of(tuning.History),
        ["before"] = tuning.Before is null ? null : new JsonObject(tuning.Before.Select(b => KeyValuePair.Create(b.Key, JsonSerializer.SerializeToNode(b.Value, EvaluationJson.Readable.TaskMetrics)))),
    };

    private static Graph WithNotes(Graph model, TextTransferResult result, string labels, TextPreprocessing preprocessing) => model with
    {
        Name = "graft",
        Metadata = model.Metadata.SetItems(new Dictionary<string, string>
        {
            [ModelNotes.Task] = result.Task.Name(), [ModelNotes.Labels] = labels, [ModelNotes.TextPreprocessing] = preprocessing.ToJson(),
            [ModelNotes.Backbone] = result.Origin.Address, [ModelNotes.Licence] = result.Origin.Licence ?? "unknown",
        }).SetItems(result.Scale is { } scale ? new Dictionary<string, string> { [ModelNotes.Scale] = scale.ToJson() } : []),
    };

    private static string Answers(TextTask task) => task switch
    {
        TextTask.Similarity => "gives a vector of length 1; the cosine of two says how alike their texts are",
        TextTask.Regression => "gives a number",
        _ => "answers in the order of `labels.json`",
    };

    private static string Card(TextTransferResult result, Recipe recipe, IReadOnlyList<string> classes, TextPreprocessing preprocessing)
    {
        StringBuilder text = new();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        string labels = classes.Count == 0 ? "" : $": {string.Join(", ", classes.Take(20))}{(classes.Count > 20 ? ", ..." : "")}";
        Line($"# A model of texts ({result.Task.Name()}{labels})\n");
        Line(recipe.Baseline is null ? $"Grown on `{recipe.Backbone}` (licence of its weights: {result.Origin.Licence ?? "unknown"}; SHA-256 {result.Origin.Sha256})." : (FormattableString)$"A baseline: {result.Origin.Address}.");
        Line($"`model.onnx` takes the token ids that `tokenizer.json` makes of {(preprocessing.Pairs && result.Task != TextTask.Similarity ? "a pair of texts" : "a text")} (at most {preprocessing.MaxLength}{(preprocessing.Windows > 1 ? $"; longer ones in up to {preprocessing.Windows} windows that share {preprocessing.Stride}, whose answers are averaged" : "")}) and {Answers(result.Task)}.\n");
        if (result.Tuning is { } tuning) Line($"Trained for {tuning.History.Count} epochs ({tuning.Policy}){(tuning.BestEpoch is int best ? $"; the weights are those of epoch {best}, the best on validation" : "")}.\n");
        Line($"## Data\n");
        Line($"{string.Join(", ", result.Counts.Select(c => $"{c.Value} texts for {c.Key}"))}. {result.LeftOut.Count} rows or files were left out{(result.LeftOut.Count > 0 ? " (named in metrics.json)" : "")}; {result.CutTexts} texts were longer than the model takes, and cut.\n");
        Line($"## Scores\n");
        foreach ((string part, TaskMetrics metrics) in result.Scores)
            Line($"- {part}{(metrics.ChosenOn ? " (something was chosen on it)" : "")}, {metrics.Count} texts: {string.Join(", ", Measures.Of(metrics).Select(m => FormattableString.Invariant($"{m.Name} {m.Value:F3}")))}");
        Line($"\n## Limits\n");
        Line($"The scores hold for texts like those that it was trained and scored on. It answers to any text, also to one that has nothing to do with them.");
        return text.ToString();
    }
}
