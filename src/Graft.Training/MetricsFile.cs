using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Evaluation;

namespace Graft.Training;

/// <summary>metrics.json: an object per scored part, counts, and seconds by phase.</summary>
internal static class MetricsFile
{
    internal static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Of(TransferResult result) => ToJson(result).ToJsonString(EvaluationJson.Readable.Options);

    public static JsonObject ToJson(TransferResult result)
    {
        JsonObject all = [];
        foreach ((string part, ClassificationMetrics metrics) in result.Scores) all[part] = JsonSerializer.SerializeToNode(metrics, EvaluationJson.Readable.TaskMetrics);
        if (result.Tuning is { } tuning) AddTuning(all, tuning);
        all["counts"] = new JsonObject(result.Counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
        all["skipped"] = new JsonArray([.. result.Skipped.Select(s => new JsonObject { ["path"] = s.Path, ["reason"] = s.Reason })]);
        all["remarks"] = new JsonArray([.. result.Remarks.Select(r => new JsonObject { ["path"] = r.Path, ["reason"] = r.Reason })]);
        all["chosen"] = new JsonObject { ["standardise"] = result.Probe.Chosen.Standardise, ["c"] = result.Probe.Chosen.C, ["by"] = "log loss of cross-validation on the training photos",
            ["log_loss"] = result.Probe.Chosen.LogLoss, ["accuracy"] = result.Probe.Chosen.Accuracy };
        if (result.Calibration is { } calibration) all["calibration"] = JsonSerializer.SerializeToNode(calibration, EvaluationJson.Readable.CalibrationReport);
        if (result.CrossValidation is { } cross) all["cross_validation"] = cross.ToJson();
        all["suspected_labels"] = JsonSerializer.SerializeToNode(result.SuspectedLabels, Snake);
        all["seconds"] = new JsonObject(result.Seconds.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));
        return all;
    }

    private static void AddTuning(JsonObject all, TuningResult tuning)
    {
        if (tuning.ChosenOnValidation && all["validation"] is JsonObject chosen) chosen["chosen_on"] = true;
        all["tuning"] = new JsonObject
        {
            ["policy"] = tuning.Policy,
            ["best_epoch"] = tuning.BestEpoch,
            ["interrupted"] = tuning.Interrupted,
            ["head_alone"] = new JsonObject(tuning.HeadScores.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)new JsonObject { ["accuracy"] = s.Value.Accuracy, ["log_loss"] = s.Value.LogLoss }))),
            ["tried"] = new JsonArray([.. tuning.Trials.Select(t => new JsonObject
            {
                ["policy"] = t.Policy.ToText(), ["accuracy"] = t.Validation?.Score, ["log_loss"] = t.Validation?.Loss, ["epochs"] = t.Epochs, ["seconds"] = t.Seconds,
            })]),
            ["epochs"] = EpochsJson.Of(tuning.History),
        };
    }
}
