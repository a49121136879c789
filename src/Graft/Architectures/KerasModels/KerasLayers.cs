using Graft.Checkpoints;

namespace Graft.Architectures.KerasModels;

/// <summary>The layers of Keras that are built, by class.</summary>
internal static class KerasLayers
{
    /// <summary>What makes a layer's output of its inputs.</summary>
    internal delegate KerasTensor Maker(KerasStep step, IReadOnlyList<KerasTensor> inputs);

    private static readonly string[] OnlyForTraining =
    [
        "Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianDropout", "GaussianNoise", "AlphaDropout", "ActivityRegularization", "InputLayer",
        "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast", "RandomBrightness",
    ];

    private static readonly HashSet<string> Joining = [.. KerasMerging.All.Select(m => m.Key)];

    private static readonly Dictionary<string, Maker> Makers = new(
    [
        .. OnlyForTraining.Select(kind => KeyValuePair.Create<string, Maker>(kind, (_, inputs) => inputs[0])),
        .. KerasDenseLayers.All,
        .. KerasConvolutions.All,
        .. KerasPooling.All,
        .. KerasShapeLayers.All,
        .. KerasMerging.All,
        .. KerasArithmetic.All,
        .. KerasRecurrent.All,
    ], StringComparer.Ordinal);

    /// <summary>Whether a layer of this class is built.</summary>
    public static bool Knows(KerasLayer layer) => Makers.ContainsKey(layer.Kind);

    /// <summary>Classes that are built.</summary>
    public static IEnumerable<string> Names => Makers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Adds a layer to the graph. States and masks that are passed in are refused: without them the layer would compute something else.</summary>
    public static KerasTensor Add(KerasStep step, IReadOnlyList<KerasTensor> inputs)
    {
        string[] named = [.. KerasConnections.NamedTensors(step.Call)];
        if (named.Length > 0) throw step.Fail($"it is given tensors as {string.Join(", ", named)}, which is not built");
        if (inputs.Count != 1 && !Joining.Contains(step.Layer.Kind)) throw step.Fail($"{inputs.Count} tensors come in (states beside the input, perhaps); one is built");
        return Makers[step.Layer.Kind](step, inputs);
    }
}
