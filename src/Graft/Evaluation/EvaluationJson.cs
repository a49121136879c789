using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Evaluation.Calibration;

namespace Graft.Evaluation;

/// <summary>How results are written as JSON: snake case, undefined values null. Use <see cref="Readable"/>.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TaskMetrics))]
[JsonSerializable(typeof(RegressionAverages))]
[JsonSerializable(typeof(McNemar))]
[JsonSerializable(typeof(BootstrapComparison))]
[JsonSerializable(typeof(DeLong))]
[JsonSerializable(typeof(RejectOption))]
[JsonSerializable(typeof(Calibrator))]
[JsonSerializable(typeof(CalibrationReport))]
[JsonSerializable(typeof(Comparison))]
internal sealed partial class EvaluationJson : JsonSerializerContext
{
    /// <summary>Letters of other scripts stay readable; whoever puts the text into a page escapes it there.</summary>
    public static EvaluationJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });
}
