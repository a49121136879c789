using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>
/// Residual networks, with the stride on the 3x3 convolution ('v1.5'), and their grouped (ResNeXt) and wide kin.
/// </summary>
internal static class ResNet
{
    private const string Plain = "He et al. 2015, arXiv:1512.03385";
    private const string Grouped = "Xie et al. 2016, arXiv:1611.05431";
    private const string Broad = "Zagoruyko and Komodakis 2016, arXiv:1605.07146";

    public static IEnumerable<Architecture> All =>
    [
        Row("resnet18", new([2, 2, 2, 2]), 11_689_512, Plain, TorchvisionWeights.Of("resnet18", "f37072fd", 69.758)),
        Row("resnet34", new([3, 4, 6, 3]), 21_797_672, Plain, TorchvisionWeights.Of("resnet34", "b627a593", 73.314)),
        Row("resnet50", Deep([3, 4, 6, 3]), 25_557_032, Plain,
            TorchvisionWeights.Of("resnet50", "0676ba61", 76.130), TorchvisionWeights.Second("resnet50", "11ad3fa6", 80.858)),
        Row("resnet101", Deep([3, 4, 23, 3]), 44_549_160, Plain,
            TorchvisionWeights.Of("resnet101", "63fe2227", 77.374), TorchvisionWeights.Second("resnet101", "cd907fc2", 81.886)),
        Row("resnet152", Deep([3, 8, 36, 3]), 60_192_808, Plain,
            TorchvisionWeights.Of("resnet152", "394f9c45", 78.312), TorchvisionWeights.Second("resnet152", "f82ba261", 82.284)),
        Row("resnext50_32x4d", Deep([3, 4, 6, 3], groups: 32, groupWidth: 4), 25_028_904, Grouped,
            TorchvisionWeights.Of("resnext50_32x4d", "7cdf4587", 77.618), TorchvisionWeights.Second("resnext50_32x4d", "1a0047aa", 81.198)),
        Row("resnext101_32x8d", Deep([3, 4, 23, 3], groups: 32, groupWidth: 8), 88_791_336, Grouped,
            TorchvisionWeights.Of("resnext101_32x8d", "8ba56ff5", 79.312), TorchvisionWeights.Second("resnext101_32x8d", "110c445d", 82.834)),
        Row("resnext101_64x4d", Deep([3, 4, 23, 3], groups: 64, groupWidth: 4), 83_455_272, Grouped,
            TorchvisionWeights.Of("resnext101_64x4d", "173b62eb", 83.246, resize: 232)),
        Row("wide_resnet50_2", Deep([3, 4, 6, 3], groupWidth: 128), 68_883_240, Broad,
            TorchvisionWeights.Of("wide_resnet50_2", "95faca4d", 78.468), TorchvisionWeights.Second("wide_resnet50_2", "9ba9bcbe", 81.602)),
        Row("wide_resnet101_2", Deep([3, 4, 23, 3], groupWidth: 128), 126_886_696, Broad,
            TorchvisionWeights.Of("wide_resnet101_2", "32ee1156", 78.848), TorchvisionWeights.Second("wide_resnet101_2", "d733dc28", 82.510)),
    ];

    /// <summary>How many blocks each stage has, and of which kind.</summary>
    /// <param name="Blocks">Blocks per stage.</param>
    /// <param name="Expansion">1: two 3x3 convolutions; 4: 1x1, 3x3, 1x1 to four times the width.</param>
    /// <param name="Groups">Groups of the 3x3 convolution.</param>
    /// <param name="GroupWidth">Channels per group in the first stage.</param>
    /// <param name="Widths">Width of each stage; null for 64, 128, 256, 512.</param>
    public sealed record Plan(int[] Blocks, int Expansion = 1, int Groups = 1, int GroupWidth = 64, int[]? Widths = null)
    {
        public int Width(int stage) => Widths?[stage] ?? 64 << stage;
        public int Outputs(int stage) => Width(stage) * Expansion;
        public bool HasShortcut(int stage, int block) => block == 0 && (stage > 0 || Expansion > 1);
    }

    private static Plan Deep(int[] blocks, int groups = 1, int groupWidth = 64) => new(blocks, 4, groups, groupWidth);

    /// <summary>A network of this kind under any name.</summary>
    public static Architecture Row(string name, Plan plan, long? parameters, string paper, params Weights[] weights) => new()
    {
        Name = name,
        Family = "ResNet",
        Paper = paper,
        PublishedParameters = parameters,
        Weights = weights,
        Schemes = [NameMap.Torchvision, NameMap.SameInTimm, ResNetNames.Transformers(plan)],
        Body = image => Build(plan, image),
    };

    private static Network Build(Plan plan, Wire image)
    {
        Wire x = image.Conv("conv1", 64, new(7) { Stride = 2, Padding = 3 }, bias: false).BatchNorm("bn1").Relu("relu");
        x = x.MaxPool(new(3) { Stride = 2, Padding = 1 }, "maxpool").Stage("stem");
        for (int stage = 0; stage < plan.Blocks.Length; stage++)
        {
            for (int block = 0; block < plan.Blocks[stage]; block++)
                x = Block(plan, stage, block, x);
            x.Stage($"layer{stage + 1}");
        }
        return new(x, x.MeanOverSpace("avgpool", "flatten"), "fc");
    }

    private static Wire Block(Plan plan, int stage, int block, Wire x)
    {
        string path = $"layer{stage + 1}.{block}";
        int stride = block == 0 && stage > 0 ? 2 : 1;
        Wire shortcut = plan.HasShortcut(stage, block)
            ? x.Conv($"{path}.downsample.0", plan.Outputs(stage), new(1) { Stride = stride }, bias: false).BatchNorm($"{path}.downsample.1") : x;
        Wire inner = plan.Expansion == 1 ? Basic(path, x, plan.Width(stage), stride) : Bottleneck(path, x, plan, stage, stride);
        return inner.Add(shortcut, $"{path}.add").Relu(path);
    }

    private static Wire Basic(string path, Wire x, int width, int stride) => x
        .Conv($"{path}.conv1", width, new(3) { Stride = stride, Padding = 1 }, bias: false).BatchNorm($"{path}.bn1").Relu()
        .Conv($"{path}.conv2", width, new(3) { Padding = 1 }, bias: false).BatchNorm($"{path}.bn2");

    private static Wire Bottleneck(string path, Wire x, Plan plan, int stage, int stride)
    {
        int inner = plan.Width(stage) * plan.GroupWidth / 64 * plan.Groups;
        return x.Conv($"{path}.conv1", inner, new(1), bias: false).BatchNorm($"{path}.bn1").Relu()
            .Conv($"{path}.conv2", inner, new(3) { Stride = stride, Padding = 1 }, plan.Groups, bias: false).BatchNorm($"{path}.bn2").Relu()
            .Conv($"{path}.conv3", plan.Outputs(stage), new(1), bias: false).BatchNorm($"{path}.bn3");
    }
}
