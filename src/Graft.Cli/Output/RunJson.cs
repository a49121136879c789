using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Training.Tracking;

namespace Graft.Cli.Output;

/// <summary>A run as graft runs --json prints it.</summary>
internal static class RunJson
{
    public static JsonNode Of(TrackedRun run) => new JsonObject
    {
        ["id"] = run.Id,
        ["bundle"] = run.Bundle,
        ["started"] = run.Started.ToString("O", CultureInfo.InvariantCulture),
        ["seconds"] = run.Seconds,
        ["status"] = run.Status,
        ["tags"] = new JsonArray([.. run.Tags.Select(t => (JsonNode?)t)]),
        ["recipe"] = run.Recipe.DeepClone(),
        ["metrics"] = run.Metrics?.DeepClone(),
        ["error"] = run.Error,
    };
}
