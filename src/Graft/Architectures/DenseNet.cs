using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>DenseNet: every layer sees the outputs of all layers before it in its block.</summary>
internal static class DenseNet
{
    public static IEnumerable<Architecture> All =>
    [
        Row("densenet121", new([6, 12, 24, 16]), 7_978_856, "a639ec97", 74.434),
        Row("densenet161", new([6, 12, 36, 24], Growth: 48, Stem: 96), 28_681_000, "8d451a50", 77.138),
        Row("densenet169", new([6, 12, 32, 32]), 14_149_480, "b2777c0a", 75.600),
        Row("densenet201", new([6, 12, 48, 32]), 20_013_928, "c1103571", 76.896),
    ];

    /// <summary>How many layers each block has, channels that each adds, channels of the stem, and the epsilon of normalisations.</summary>
    public sealed record Plan(int[] Layers, int Growth = 32, int Stem = 64, float Epsilon = 1e-5f);

    private static Architecture Row(string name, Plan plan, long parameters, string hash, double top1) => new()
    {
        Name = name,
        Family = "DenseNet",
        Paper = "Huang et al. 2016, arXiv:1608.06993",
        PublishedParameters = parameters,
        Weights = [TorchvisionWeights.Of(name, hash, top1)],
        Schemes = [NameMap.Torchvision, NameMap.SameInTimm, new("torchvision-2017", OldNames(plan))],
        Body = image => Build(plan, image),
    };

    /// <summary>The published files are older than torchvision's present names: norm.1 for norm1.</summary>
    private static IEnumerable<NameRow> OldNames(Plan plan) =>
        from block in Enumerable.Range(1, plan.Layers.Length)
        from layer in Enumerable.Range(1, plan.Layers[block - 1])
        from part in new[] { "norm", "conv" }
        from i in new[] { 1, 2 }
        let path = $"features.denseblock{block}.denselayer{layer}.{part}"
        select new NameRow($"{path}{i}", $"{path}.{i}");

    /// <summary>The layers.</summary>
    public static Network Build(Plan plan, Wire image)
    {
        Wire x = image.Conv("features.conv0", plan.Stem, new(7) { Stride = 2, Padding = 3 }, bias: false).BatchNorm("features.norm0", plan.Epsilon).Relu("features.relu0");
        x = x.MaxPool(new(3) { Stride = 2, Padding = 1 }, "features.pool0").Stage("stem");
        for (int block = 1; block <= plan.Layers.Length; block++)
        {
            for (int layer = 1; layer <= plan.Layers[block - 1]; layer++) x = Layer(plan, $"features.denseblock{block}.denselayer{layer}", x);
            x = (block < plan.Layers.Length ? Transition(plan, $"features.transition{block}", x)
                : x.BatchNorm("features.norm5", plan.Epsilon).Relu("features.relu5")).Stage($"denseblock{block}");
        }
        return new(x, x.MeanOverSpace("avgpool", "flatten"), "classifier");
    }

    /// <summary>(N, C, H, W) to (N, C + growth, H, W).</summary>
    private static Wire Layer(Plan plan, string path, Wire x)
    {
        Wire more = x.BatchNorm($"{path}.norm1", plan.Epsilon).Relu($"{path}.relu1").Conv($"{path}.conv1", 4L * plan.Growth, new(1), bias: false)
            .BatchNorm($"{path}.norm2", plan.Epsilon).Relu($"{path}.relu2").Conv($"{path}.conv2", plan.Growth, new(3) { Padding = 1 }, bias: false);
        return x.Concat([more], axis: 1, path);
    }

    /// <summary>(N, C, H, W) to (N, C / 2, H / 2, W / 2).</summary>
    private static Wire Transition(Plan plan, string path, Wire x) => x.BatchNorm($"{path}.norm", plan.Epsilon).Relu($"{path}.relu")
        .Conv($"{path}.conv", x.Channels / 2, new(1), bias: false).AveragePool(new(2) { Stride = 2 }, name: $"{path}.pool");
}
