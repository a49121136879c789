using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft.Evaluation;

/// <summary>How results are written as JSON: snake case, undefined values null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(TaskMetrics))]
internal sealed partial class EvaluationJson : JsonSerializerContext
{
    /// <summary>The context to use: it leaves letters of other scripts readable. Whoever puts the text into a page escapes it there.</summary>
    public static EvaluationJson Readable { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
