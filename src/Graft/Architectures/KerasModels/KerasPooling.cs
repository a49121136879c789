using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>Pooling over windows and over everything.</summary>
internal static class KerasPooling
{
    public static IEnumerable<KeyValuePair<string, KerasLayers.Maker>> All =>
    [
        new("MaxPooling1D", (step, x) => Slide(step, x[0], 1, "MaxPool")),
        new("MaxPooling2D", (step, x) => Slide(step, x[0], 2, "MaxPool")),
        new("AveragePooling1D", (step, x) => Slide(step, x[0], 1, "AveragePool")),
        new("AveragePooling2D", (step, x) => Slide(step, x[0], 2, "AveragePool")),
        new("GlobalMaxPooling1D", (step, x) => Whole(step, x[0], "GlobalMaxPool")),
        new("GlobalMaxPooling2D", (step, x) => Whole(step, x[0], "GlobalMaxPool")),
        new("GlobalAveragePooling1D", (step, x) => Whole(step, x[0], "GlobalAveragePool")),
        new("GlobalAveragePooling2D", (step, x) => Whole(step, x[0], "GlobalAveragePool")),
    ];

    /// <summary>Padding never wins a maximum and never counts in an average, as in TensorFlow.</summary>
    private static KerasTensor Slide(KerasStep step, KerasTensor x, int axes, string opType)
    {
        KerasWindow window = KerasWindow.Of(step, "pool_size", axes);
        Wire image = x.First;
        return KerasTensor.OfFirst(image.Builder.Node(opType, step.Path, [image], [image.Shape[0], image.Shape[1], .. window.OutputOf(step.Fail, image)], image.Type, window.Attributes(image)));
    }

    private static KerasTensor Whole(KerasStep step, KerasTensor x, string opType)
    {
        Wire image = x.First;
        Dimension[] ones = [.. Enumerable.Repeat<Dimension>(1, image.Rank - 2)];
        bool keeps = step.Settings.Bool("keepdims", false);
        Wire pooled = image.Builder.Node(opType, keeps ? step.Path : $"{step.Path}.pooled", [image], [image.Shape[0], image.Shape[1], .. ones], image.Type);
        return keeps ? KerasTensor.OfFirst(pooled) : KerasTensor.OfLast(pooled.Flatten(step.Path));
    }
}
