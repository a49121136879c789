using System.Text.Encodings.Web;
using System.Text.Json;
using Graft.Bundles;

namespace Graft.Cli.Output;

/// <summary>Predictions of texts as a JSON array of {input, label, probability, probabilities}, or labels, score or spans by the task.</summary>
internal static class TextPredictionJson
{
    private static readonly JsonSerializerOptions Readable = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IReadOnlyList<TextPrediction> predictions) => JsonSerializer.Serialize(predictions, Readable);
}
