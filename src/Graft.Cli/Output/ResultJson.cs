using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Graft.Evaluation;

namespace Graft.Cli.Output;

/// <summary>Results as JSON, written as evaluations are: records with names in snake case, letters of every script readable.</summary>
internal static class ResultJson
{
    private static readonly JsonSerializerOptions Readable = new(EvaluationJson.Readable.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    public static string Of<T>(T result) => result is JsonNode node ? node.ToJsonString(Readable) : JsonSerializer.Serialize(result, Readable);
}
