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

    /// <summary>Adds a layer to the graph.</summary>
    public static KerasTensor Add(KerasStep step, IReadOnlyList<KerasTensor> inputs) => Makers[step.Layer.Kind](step, inputs);
}
