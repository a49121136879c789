using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Cli.Output;

/// <summary>Results about models as JSON: records with names in snake case.</summary>
internal static class ModelJson
{
    private static readonly JsonSerializerOptions Readable = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of<T>(T result) => result is JsonNode node ? node.ToJsonString(Readable) : JsonSerializer.Serialize(result, Readable);
}
