using Graft.Architectures;
using Graft.Data;
using Graft.Graphs;

namespace Graft.Conversion;

/// <summary>What pixels a Keras model wants. Its file does not say; its first layer does, or the published network inside it, or else custom has to do.</summary>
internal static class KerasPixels
{
    /// <summary>Published networks by what the names of their models hold, the longer ones first.</summary>
    private static readonly (string Name, Func<int, Preprocessing> Pixels)[] Published =
    [
        ("mobilenetv3", KerasApplications.Plain), ("efficientnet", KerasApplications.Plain), ("mobilenet", KerasApplications.TensorFlow), ("xception", KerasApplications.TensorFlow),
        ("inception", KerasApplications.TensorFlow), ("densenet", KerasApplications.Torch), ("resnet50v2", KerasApplications.TensorFlow), ("resnet101v2", KerasApplications.TensorFlow),
        ("resnet152v2", KerasApplications.TensorFlow), ("resnet", KerasApplications.Caffe), ("vgg", KerasApplications.Caffe),
    ];

    /// <summary>The pixels, and a note where they are guessed; null where the model takes no photos of a known size.</summary>
    public static (Preprocessing Preprocessing, string? Note)? Of(Graph graph)
    {
        if (graph.Inputs is not [{ Shape: [_, { Value: long height }, { Value: long width }, { Value: long channels }] }] || channels is not (1 or 3)) return null;
        (Preprocessing pixels, string? note) = Values(graph, (int)height);
        return (pixels with { ExactSize = new((int)height, (int)width), Channels = (int)channels, Layout = TensorLayout.Nhwc, Mean = Of(pixels.Mean, channels), Std = Of(pixels.Std, channels) }, note);
    }

    private static (Preprocessing, string?) Values(Graph graph, int size)
    {
        // Scaling by the network's own first layer is a product right behind the input.
        if (graph.Nodes.FirstOrDefault(n => n.OpType != "Constant") is { OpType: "Mul" or "Sub" }) return (KerasApplications.Plain(size), null);
        foreach ((string name, Func<int, Preprocessing> pixels) in Published)
            if (graph.Initializers.Keys.Any(k => k.StartsWith(name, StringComparison.OrdinalIgnoreCase) && k.IndexOf('.', StringComparison.Ordinal) != k.LastIndexOf('.')))
                return (pixels(size), $"photos enter as those of Keras' {name}, which is inside the model");
        return (KerasApplications.Plain(size) with { Rescale = 1.0 / 255 }, "the file does not say what pixels the model wants; they enter as 0 to 1. If it was trained on others, its scores will tell");
    }

    private static double[] Of(IReadOnlyList<double> values, long channels) => channels == 3 ? [.. values] : [values[0]];
}
