using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Evaluation;

namespace Graft.Training;

/// <summary>metrics.json: an object per scored part, counts, and seconds by phase.</summary>
internal static class MetricsFile
{
    public static string Of(TransferResult result) => ToJson(result).ToJsonString(EvaluationJson.Readable.Options);

    public static JsonObject ToJson(TransferResult result)
    {
        JsonObject all = [];
        foreach ((string part, ClassificationMetrics metrics) in result.Scores) all[part] = JsonSerializer.SerializeToNode(metrics, EvaluationJson.Readable.TaskMetrics);
        all["counts"] = new JsonObject(result.Counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
        all["skipped"] = new JsonArray([.. result.Skipped.Select(s => new JsonObject { ["path"] = s.Path, ["reason"] = s.Reason })]);
        all["remarks"] = new JsonArray([.. result.Remarks.Select(r => new JsonObject { ["path"] = r.Path, ["reason"] = r.Reason })]);
        all["chosen"] = new JsonObject { ["standardise"] = result.Probe.Chosen.Standardise, ["c"] = result.Probe.Chosen.C, ["by"] = "log loss of cross-validation on the training photos",
            ["log_loss"] = result.Probe.Chosen.LogLoss, ["accuracy"] = result.Probe.Chosen.Accuracy };
        all["seconds"] = new JsonObject(result.Seconds.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));
        return all;
    }
}
