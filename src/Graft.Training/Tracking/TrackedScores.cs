using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Training.Tracking;

/// <summary>The numbers of metrics.json that a run list can show.</summary>
internal static class TrackedScores
{
    /// <summary>Each number of each part, such as 'test' and 'accuracy'.</summary>
    /// <param name="metrics">Read from a file or just made: numbers of any type.</param>
    public static IEnumerable<(string Part, string Name, double Value)> Of(JsonObject metrics) =>
        from part in metrics
        where part.Value is JsonObject
        from measure in part.Value!.AsObject()
        where measure.Value is JsonValue && measure.Value.GetValueKind() == JsonValueKind.Number
        select (part.Key, measure.Key, measure.Value.Deserialize<double>());
}
