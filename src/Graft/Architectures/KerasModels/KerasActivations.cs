using System.Text.Json;
using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>Keras' activations by name.</summary>
internal static class KerasActivations
{
    private static readonly string[] Elementwise =
        ["linear", "relu", "relu6", "sigmoid", "hard_sigmoid", "tanh", "softplus", "softsign", "elu", "selu", "gelu", "swish", "silu", "exponential", "leaky_relu", "hard_swish", "hard_silu", "mish"];

    /// <summary>All names that are built.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. Elementwise, "softmax"];

    /// <summary>The activation that a setting names: a text, or an object with the function's name; null where there is none.</summary>
    public static string? NameOf(JsonElement settings, string key)
    {
        if (!settings.TryGetProperty(key, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        bool isFunction = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("class_name", out JsonElement kind) && kind.GetString() == "function";
        return isFunction && value.TryGetProperty("config", out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString() : value.GetRawText();
    }

    public static KerasTensor Apply(KerasStep step, KerasTensor x, string activation)
    {
        if (activation == "softmax") return KerasTensor.OfLast(x.Last.Softmax(-1, step.Path));
        return activation == "linear" ? x : x.With(Pointwise(step, x.Wire, activation, step.Path));
    }

    private static Wire Pointwise(KerasStep step, Wire x, string activation, string path) => activation switch
    {
        "relu" => x.Relu(path),
        "relu6" => x.Relu6(path),
        "sigmoid" => x.Sigmoid(path),
        "hard_sigmoid" => HardSigmoid(x, step.Build.IsKeras3, path),
        "tanh" => x.Tanh(path),
        "softplus" => Plain(x, "Softplus", path),
        "softsign" => Plain(x, "Softsign", path),
        "elu" => Plain(x, "Elu", path, ("alpha", 1f)),
        "selu" => Plain(x, "Selu", path),
        "gelu" => x.Gelu(path),
        "swish" or "silu" => x.Silu(path),
        "exponential" => Plain(x, "Exp", path),
        "leaky_relu" => x.LeakyRelu(0.2f, path),
        "hard_swish" or "hard_silu" => x.HardSwish(path),
        "mish" => Plain(x, "Mish", path),
        _ => throw new UnknownNameException("activation of Keras", activation, Known),
    };

    /// <summary>Keras 3 has relu6(x + 3) / 6, Keras 2 clips 0.2 x + 0.5.</summary>
    public static Wire HardSigmoid(Wire x, bool isKeras3, string path) => isKeras3 ? x.HardSigmoid(path) : Plain(x, "HardSigmoid", path, ("alpha", 0.2f), ("beta", 0.5f));

    private static Wire Plain(Wire x, string opType, string path, params (string, object)[] attributes) => x.Builder.Node(opType, path, [x], x.Shape, x.Type, attributes);
}
