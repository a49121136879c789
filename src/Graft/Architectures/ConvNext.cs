using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>ConvNeXt: depthwise 7x7, layer normalisation over channels, and a two-layer perceptron per pixel.</summary>
internal static class ConvNext
{
    public static IEnumerable<Architecture> All =>
    [
        Row("convnext_tiny", new([3, 3, 9, 3], [96, 192, 384, 768]), 28_589_128, TorchvisionWeights.Of("convnext_tiny", "983f1562", 82.520, resize: 236)),
        Row("convnext_small", new([3, 3, 27, 3], [96, 192, 384, 768]), 50_223_688, TorchvisionWeights.Of("convnext_small", "0c510722", 83.616, resize: 230)),
        Row("convnext_base", new([3, 3, 27, 3], [128, 256, 512, 1024]), 88_591_464, TorchvisionWeights.Of("convnext_base", "6075fbad", 84.062, resize: 232)),
        Row("convnext_large", new([3, 3, 27, 3], [192, 384, 768, 1536]), 197_767_336, TorchvisionWeights.Of("convnext_large", "ea097f82", 84.414, resize: 232)),
        Row("convnext_atto", new([2, 2, 6, 2], [40, 80, 160, 320], PointConvs: true), 3_695_520),
        Row("convnext_femto", new([2, 2, 6, 2], [48, 96, 192, 384], PointConvs: true), 5_217_784),
        Row("convnext_pico", new([2, 2, 6, 2], [64, 128, 256, 512], PointConvs: true), 9_045_672),
        Row("convnext_nano", new([2, 2, 8, 2], [80, 160, 320, 640], PointConvs: true), 15_593_560),
    ];

    /// <summary>Depths and widths of the four stages.</summary>
    /// <param name="Blocks">Blocks per stage.</param>
    /// <param name="Widths">Channels per stage.</param>
    /// <param name="LastEpsilon">Of the last normalisation; transformers takes its own from the configuration.</param>
    /// <param name="PointConvs">Whether timm stores the perceptrons as 1x1 convolutions.</param>
    public sealed record Plan(int[] Blocks, int[] Widths, float LastEpsilon = 1e-6f, bool PointConvs = false);

    /// <summary>A network of this kind under any name.</summary>
    public static Architecture Row(string name, Plan plan, long? parameters, params Weights[] weights) => Row(name, plan, parameters, 224, weights);

    /// <summary>The same for images of another size.</summary>
    public static Architecture Row(string name, Plan plan, long? parameters, int size, params Weights[] weights) => new()
    {
        Name = name,
        Family = "ConvNeXt",
        Paper = "Liu et al. 2022, arXiv:2201.03545",
        PublishedParameters = parameters,
        ImageSize = size,
        Weights = weights,
        Schemes = [NameMap.Torchvision, ConvNextNames.Timm(plan), ConvNextNames.Transformers(plan)],
        Body = image => Build(plan, image),
    };

    private static Network Build(Plan plan, Wire image)
    {
        const float epsilon = 1e-6f;
        Wire x = image.Conv("features.0.0", plan.Widths[0], new(4) { Stride = 4 }).LayerNormOverChannels("features.0.1", epsilon).Stage("stem");
        for (int stage = 0; stage < plan.Blocks.Length; stage++)
        {
            if (stage > 0) x = x.LayerNormOverChannels($"features.{2 * stage}.0", epsilon).Conv($"features.{2 * stage}.1", plan.Widths[stage], new(2) { Stride = 2 });
            for (int block = 0; block < plan.Blocks[stage]; block++) x = Block(x, $"features.{2 * stage + 1}.{block}", epsilon);
            x.Stage($"stage{stage + 1}");
        }
        // Normalising the vector is what normalising the (N, C, 1, 1) map is.
        return new(x, x.MeanOverSpace("avgpool", "classifier.1").LayerNorm("classifier.0", plan.LastEpsilon), "classifier.2");
    }

    private static Wire Block(Wire x, string path, float epsilon)
    {
        Wire y = x.DepthwiseConv($"{path}.block.0", new(7) { Padding = 3 }).Transpose([0, 2, 3, 1], $"{path}.block.1").LayerNorm($"{path}.block.2", epsilon);
        y = y.Linear($"{path}.block.3", 4 * x.Channels).Gelu($"{path}.block.4").Linear($"{path}.block.5", x.Channels).Transpose([0, 3, 1, 2], $"{path}.block.6");
        return y.Multiply(x.Builder.Parameter($"{path}.layer_scale", x.Channels, 1, 1), $"{path}.scaled").Add(x, path);
    }
}
