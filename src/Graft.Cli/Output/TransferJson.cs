using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Evaluation;
using Graft.Training;

namespace Graft.Cli.Output;

/// <summary>What train and evaluate print with --json: the measures under "metrics".</summary>
internal static class TransferJson
{
    public static string Of(TransferResult result) => Text(new JsonObject { ["bundle"] = result.Bundle, ["metrics"] = MetricsFile.ToJson(result) });

    public static string Of(IReadOnlyDictionary<string, ClassificationMetrics> scores) => Text(new JsonObject
    {
        ["metrics"] = new JsonObject(scores.Select(s => KeyValuePair.Create(s.Key, JsonSerializer.SerializeToNode(s.Value, EvaluationJson.Readable.TaskMetrics)))),
    });

    private static string Text(JsonObject json) => json.ToJsonString(EvaluationJson.Readable.Options);
}
