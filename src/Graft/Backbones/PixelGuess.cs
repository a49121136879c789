using Graft.Data;
using Graft.Graphs;

namespace Graft.Backbones;

/// <summary>
/// What pixels a graph wants whose file does not say it. Its first normalisation does, roughly: the variances that it has seen behind the first convolution are about 1 where pixels
/// were scaled to a deviation of 1, and thousands where they were 0 to 255.
/// </summary>
internal static class PixelGuess
{
    private const double WideVariance = 50;     // deviation 1 gives 0.1 to 10, 0 to 255 gives 500 to 50,000
    private static readonly double[] MeanBgr = [103.94, 116.78, 123.68];   // of ImageNet, as Caffe's networks subtract it

    /// <summary>The preprocessing and what to tell the user of it.</summary>
    public static (Preprocessing Preprocessing, string Guess) Of(Graph graph, int size)
    {
        const string warning = "If it was trained otherwise, the features are worse than they could be";
        Preprocessing usual = Preprocessing.ImageNet(size * 256 / 224, size);
        if (SpreadSeen(graph) is not > WideVariance)
            return (usual, $"the file does not say what it wants of photos: they are prepared as ImageNet's usually are (mean and deviation of ImageNet, RGB). {warning}");
        return (usual with { Rescale = 1, ChannelOrder = ChannelOrder.Bgr, Mean = MeanBgr, Std = [1, 1, 1] },
            $"the file does not say what it wants of photos, but its first normalisation has seen values as wide as pixels of 0 to 255 make them: they are prepared as Caffe's and CNTK's networks want them (BGR, 0 to 255 less the mean). {warning}");
    }

    /// <summary>The median variance that the first normalisation keeps, for kernels of unit length; null where a convolution of the photos is not followed by one.</summary>
    private static double? SpreadSeen(Graph graph)
    {
        if (graph.Nodes.FirstOrDefault(n => n.OpType == "Conv") is not { } conv || graph.Nodes.FirstOrDefault(n => n.OpType == "BatchNormalization" && n.Inputs[0] == conv.Outputs[0]) is not { } norm) return null;
        if (!graph.Initializers.TryGetValue(conv.Inputs[1], out TensorData? kernel) || !graph.Initializers.TryGetValue(norm.Inputs[4], out TensorData? variance)) return null;
        float[] weights = kernel.ToFloats(), seen = variance.ToFloats();
        int each = weights.Length / seen.Length;
        double[] spread = [.. seen.Select((v, i) => v / (weights.AsSpan(i * each, each).ToArray().Sum(w => (double)w * w) + 1e-12)).Order()];
        return spread[spread.Length / 2];
    }
}
