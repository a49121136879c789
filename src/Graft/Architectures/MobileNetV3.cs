using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>MobileNet v3: inverted residuals found by search, some with squeeze and excitation, hard swish in the deeper half.</summary>
internal static class MobileNetV3
{
    /// <summary>A block: kernel, channels inside and out, squeeze and excitation, hard swish, stride.</summary>
    public sealed record Layer(int Kernel, int Expanded, int Outputs, bool Excites, bool Hard, int Stride);

    /// <summary>Blocks, timm's numbers of them per stage, channels of the last convolution, width of the hidden layer.</summary>
    public sealed record Plan(Layer[] Layers, int[] TimmStages, int Last, int Hidden);

    /// <summary>Table 1 of the paper.</summary>
    public static readonly Plan Large = new(
    [
        new(3, 16, 16, false, false, 1), new(3, 64, 24, false, false, 2), new(3, 72, 24, false, false, 1),
        new(5, 72, 40, true, false, 2), new(5, 120, 40, true, false, 1), new(5, 120, 40, true, false, 1),
        new(3, 240, 80, false, true, 2), new(3, 200, 80, false, true, 1), new(3, 184, 80, false, true, 1), new(3, 184, 80, false, true, 1),
        new(3, 480, 112, true, true, 1), new(3, 672, 112, true, true, 1),
        new(5, 672, 160, true, true, 2), new(5, 960, 160, true, true, 1), new(5, 960, 160, true, true, 1),
    ], [1, 2, 3, 4, 2, 3], 960, 1280);

    /// <summary>Table 2 of the paper.</summary>
    public static readonly Plan Small = new(
    [
        new(3, 16, 16, true, false, 2), new(3, 72, 24, false, false, 2), new(3, 88, 24, false, false, 1),
        new(5, 96, 40, true, true, 2), new(5, 240, 40, true, true, 1), new(5, 240, 40, true, true, 1),
        new(5, 120, 48, true, true, 1), new(5, 144, 48, true, true, 1),
        new(5, 288, 96, true, true, 2), new(5, 576, 96, true, true, 1), new(5, 576, 96, true, true, 1),
    ], [1, 2, 3, 2, 3], 576, 1024);

    private static readonly ConvStyle Torchvision = ConvStyle.HardSwish with { Epsilon = 1e-3f };

    public static IEnumerable<Architecture> All =>
    [
        Row("mobilenet_v3_large", Large, Torchvision, 5_483_032,
            TorchvisionWeights.Of("mobilenet_v3_large", "8738ca79", 74.042), TorchvisionWeights.Second("mobilenet_v3_large", "5c1a4163", 75.274)),
        Row("mobilenet_v3_small", Small, Torchvision, 2_542_856, TorchvisionWeights.Of("mobilenet_v3_small", "047dcff4", 67.668)),
        Row("mobilenetv3_large_100", Large, ConvStyle.HardSwish, 5_483_032),
        Row("mobilenetv3_small_100", Small, ConvStyle.HardSwish, 2_542_856),
        Row("tf_mobilenetv3_large_100", Large, ConvStyle.HardSwish.AsTensorFlow, 5_483_032),
        Row("tf_mobilenetv3_small_100", Small, ConvStyle.HardSwish.AsTensorFlow, 2_542_856),
    ];

    private static Architecture Row(string name, Plan plan, ConvStyle style, long parameters, params Weights[] weights)
    {
        InvertedResidual[] blocks = [.. Blocks(plan)];
        return new()
        {
            Name = name,
            Family = "MobileNet v3",
            Paper = "Howard et al. 2019, arXiv:1905.02244",
            PublishedParameters = parameters,
            Weights = weights,
            Schemes = [NameMap.Torchvision, new("timm", Timm(plan, blocks)) { IsPublished = style != Torchvision }],
            Body = image => Build(plan, blocks, style, image),
        };
    }

    /// <summary>The blocks.</summary>
    public static IEnumerable<InvertedResidual> Blocks(Plan plan) => plan.Layers.Select((layer, i) =>
        new InvertedResidual($"features.{i + 1}", $"features.{i + 1}.block", i == 0 ? 16 : plan.Layers[i - 1].Outputs, layer.Expanded, layer.Outputs, layer.Kernel, layer.Stride)
        {
            Squeeze = layer.Excites ? Rounded.To(layer.Expanded / 4, 8) : 0,
            Excitation = ((x, path) => x.Relu(path), (x, path) => x.HardSigmoid(path)),
        });

    /// <summary>The layers.</summary>
    public static Network Build(Plan plan, InvertedResidual[] blocks, ConvStyle style, Wire image)
    {
        Wire x = Convolutions(plan, blocks, style, image);
        return new(x, x.MeanOverSpace("avgpool", "flatten").Linear("classifier.0", plan.Hidden).HardSwish("classifier.1"), "classifier.3");
    }

    /// <summary>Everything up to the last map.</summary>
    public static Wire Convolutions(Plan plan, InvertedResidual[] blocks, ConvStyle style, Wire image)
    {
        Wire x = style.Block(image, "features.0", 16, 3, 2).Stage("stem");
        for (int i = 0; i < blocks.Length; i++)
            x = blocks[i].Build(x, plan.Layers[i].Hard ? style : style with { Activation = ConvStyle.Relu.Activation }).Stage($"block{i + 1}");
        return style.Block(x, $"features.{blocks.Length + 1}", plan.Last, 1).Stage("last");
    }

    private static IEnumerable<NameRow> Timm(Plan plan, InvertedResidual[] blocks)
    {
        int at = 0, last = blocks.Length + 1;
        IEnumerable<NameRow> rows = plan.TimmStages.SelectMany((count, s) => Enumerable.Range(0, count).Select(i => (s, i)))
            .SelectMany(p => blocks[at++].Timm($"blocks.{p.s}.{p.i}"));
        return [new("features.0.0", "conv_stem"), new("features.0.1", "bn1"), .. rows,
            new($"features.{last}.0", $"blocks.{plan.TimmStages.Length}.0.conv"), new($"features.{last}.1", $"blocks.{plan.TimmStages.Length}.0.bn1"),
            new("classifier.0.weight", "conv_head.weight") { Change = TensorChange.Reshaped(plan.Hidden, plan.Last, 1, 1) }, new("classifier.0.bias", "conv_head.bias"),
            new("classifier.3", "classifier")];
    }
}
