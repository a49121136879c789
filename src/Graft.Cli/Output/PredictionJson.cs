using System.Text.Encodings.Web;
using System.Text.Json;
using Graft.Bundles;

namespace Graft.Cli.Output;

/// <summary>Predictions as a JSON array of {input, label, probability, probabilities}.</summary>
internal static class PredictionJson
{
    private static readonly JsonSerializerOptions Readable = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IReadOnlyList<Prediction> predictions) => JsonSerializer.Serialize(predictions, Readable);
}
