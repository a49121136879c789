using System.Text.Json;
using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>
/// Arithmetic with a number that stands in the configuration, as preprocess_input leaves it in a model: x / 127.5 - 1. Keras 2 calls it TFOpLambda, which is the name of a function and no
/// code; Keras 3 has classes for it.
/// </summary>
internal static class KerasArithmetic
{
    private static readonly Dictionary<string, Func<Wire, Wire, string, Wire>> Functions = new(StringComparer.Ordinal)
    {
        ["math.truediv"] = (a, b, path) => a.Divide(b, path), ["math.divide"] = (a, b, path) => a.Divide(b, path), ["math.multiply"] = (a, b, path) => a.Multiply(b, path),
        ["math.subtract"] = (a, b, path) => a.Subtract(b, path), ["math.add"] = (a, b, path) => a.Add(b, path), ["__operators__.add"] = (a, b, path) => a.Add(b, path),
    };

    public static IEnumerable<KeyValuePair<string, KerasLayers.Maker>> All =>
    [
        new("TFOpLambda", (step, x) => Apply(step, x[0], Functions.GetValueOrDefault(step.Settings.Text("function", ""))
            ?? throw step.Fail($"its function is {step.Settings.Text("function", "not named")}; {string.Join(", ", Functions.Keys)} are built"))),
        new("TrueDivide", (step, x) => Apply(step, x[0], (a, b, path) => a.Divide(b, path))),
        new("Divide", (step, x) => Apply(step, x[0], (a, b, path) => a.Divide(b, path))),
    ];

    /// <summary>Joins a tensor with the call's number, one for all or one per channel.</summary>
    public static KerasTensor Apply(KerasStep step, KerasTensor x, Func<Wire, Wire, string, Wire> join)
    {
        (float[] values, bool isFirst) = Constant(step) ?? throw step.Fail("the number that it computes with is not in the configuration");
        if (values.Length != 1 && values.Length != x.Channels) throw step.Fail($"it computes with {values.Length} numbers, its input has {x.Channels} channels");
        long[] shape = values.Length == 1 ? [] : x.ChannelsFirst ? [values.Length, .. Enumerable.Repeat(1L, x.Rank - 2)] : [values.Length];
        Wire constant = step.Build.Builder.Constant($"{step.Path}.constant", TensorData.Of(values, shape));
        return x.With(isFirst ? join(constant, x.Wire, step.Path) : join(x.Wire, constant, step.Path));
    }

    /// <summary>The number or list of numbers of the call, and whether it stands before the tensor; null where there is none.</summary>
    public static (float[] Values, bool IsFirst)? Constant(KerasStep step)
    {
        // Keras 3: {"args": [tensor, 127.5]}; Keras 2: [["x", 0, 0, {"y": 127.5}]].
        if (step.Call.ValueKind == JsonValueKind.Object && step.Call.TryGetProperty("args", out JsonElement args) && args.ValueKind == JsonValueKind.Array)
        {
            JsonElement[] all = [.. args.EnumerateArray()];
            int at = Array.FindIndex(all, IsNumeric);
            return at < 0 ? null : (Floats(all[at]), at == 0);
        }
        if (step.Call.ValueKind != JsonValueKind.Array || step.Call.GetArrayLength() == 0 || step.Call[0].ValueKind != JsonValueKind.Array || step.Call[0].GetArrayLength() < 4) return null;
        return step.Call[0][3].ValueKind == JsonValueKind.Object && step.Call[0][3].TryGetProperty("y", out JsonElement y) && IsNumeric(y) ? (Floats(y), false) : null;
    }

    private static bool IsNumeric(JsonElement value) => value.ValueKind == JsonValueKind.Number || value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number);

    private static float[] Floats(JsonElement value) => value.ValueKind == JsonValueKind.Number ? [value.GetSingle()] : [.. value.EnumerateArray().Select(v => v.GetSingle())];
}
