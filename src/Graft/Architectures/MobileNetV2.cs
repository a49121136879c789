using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>MobileNet v2: inverted residuals with linear bottlenecks.</summary>
internal static class MobileNetV2
{
    // Expansion, channels, blocks, stride of each stage (table 2 of the paper).
    private static readonly (int Expansion, int Channels, int Blocks, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    public static IEnumerable<Architecture> All =>
    [
        Row("mobilenet_v2", 1.0, ConvStyle.Relu6, 3_504_872, ["mobilenetv2_100"],
            [TorchvisionWeights.Of("mobilenet_v2", "b0353104", 71.878), TorchvisionWeights.Second("mobilenet_v2", "7ebf99e0", 72.154)]),
        Row("mobilenetv2_140", 1.4, ConvStyle.Relu6, 6_108_776, []),
        // What Google trained: TensorFlow's padding and epsilon, and class 0 for background.
        Row("tf_mobilenet_v2", 1.0, ConvStyle.Relu6.AsTensorFlow, 3_506_153, [], classes: 1001),
    ];

    /// <summary>A network of this kind under any name.</summary>
    public static Architecture Row(string name, double width, ConvStyle style, long? parameters, string[] aliases, Weights[]? weights = null, int classes = 1000, int size = 224)
    {
        InvertedResidual[] blocks = [.. Blocks(width)];
        return new()
        {
            Name = name,
            Aliases = aliases,
            Family = "MobileNet v2",
            Paper = "Sandler et al. 2018, arXiv:1801.04381",
            PublishedParameters = parameters,
            ImageSize = size,
            Classes = classes,
            Weights = weights ?? [],
            Schemes = [NameMap.Torchvision, new("timm", Timm(blocks)), new("transformers", Transformers(blocks)) { BasePrefix = "mobilenet_v2.", IsPublished = style.TensorFlow }],
            Body = image => Build(blocks, width, style, image),
        };
    }

    /// <summary>The blocks of a network this wide.</summary>
    public static IEnumerable<InvertedResidual> Blocks(double width)
    {
        int inputs = Rounded.To(32 * width, 8), layer = 1;
        foreach ((int expansion, int channels, int count, int stride) in Stages)
        {
            for (int i = 0; i < count; i++, layer++)
            {
                int outputs = Rounded.To(channels * width, 8);
                yield return new($"features.{layer}", $"features.{layer}.conv", inputs, inputs * expansion, outputs, 3, i == 0 ? stride : 1) { FlatProjection = true };
                inputs = outputs;
            }
        }
    }

    /// <summary>The layers.</summary>
    public static Network Build(InvertedResidual[] blocks, double width, ConvStyle style, Wire image)
    {
        Wire x = style.Block(image, "features.0", blocks[0].Inputs, 3, 2).Stage("stem");
        for (int i = 0; i < blocks.Length; i++) x = blocks[i].Build(x, style).Stage($"block{i + 1}");
        x = style.Block(x, $"features.{blocks.Length + 1}", Rounded.To(1280 * Math.Max(1, width), 8), 1).Stage("last");
        return new(x, x.MeanOverSpace("avgpool", "flatten"), "classifier.1");
    }

    private static IEnumerable<NameRow> Timm(InvertedResidual[] blocks)
    {
        int at = 0;
        IEnumerable<NameRow> rows = Stages.SelectMany((stage, s) => Enumerable.Range(0, stage.Blocks).Select(i => (s, i)))
            .SelectMany(p => blocks[at++].Timm($"blocks.{p.s}.{p.i}"));
        return [new("features.0.0", "conv_stem"), new("features.0.1", "bn1"), .. rows,
            new("features.18.0", "conv_head"), new("features.18.1", "bn2"), new("classifier.1", "classifier")];
    }

    private static IEnumerable<NameRow> Transformers(InvertedResidual[] blocks) =>
    [
        .. Pair("features.0", "mobilenet_v2.conv_stem.first_conv"),
        .. blocks[0].Named(Names("mobilenet_v2.conv_stem")),
        .. blocks.Skip(1).SelectMany((block, i) => block.Named(Names($"mobilenet_v2.layer.{i}"))),
        .. Pair("features.18", "mobilenet_v2.conv_1x1"),
        new("classifier.1", "classifier"),
    ];

    private static NameRow[] Pair(string ours, string theirs) => [new($"{ours}.0", $"{theirs}.convolution"), new($"{ours}.1", $"{theirs}.normalization")];

    private static InvertedResidual.Names Names(string path) => new($"{path}.expand_1x1.convolution", $"{path}.expand_1x1.normalization",
        $"{path}.conv_3x3.convolution", $"{path}.conv_3x3.normalization", $"{path}.reduce_1x1.convolution", $"{path}.reduce_1x1.normalization");
}
