using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>SqueezeNet: fire modules (1x1 squeeze, 1x1 and 3x3 expand), and a convolution as classifier.</summary>
internal static class SqueezeNet
{
    private const string Paper = "Iandola et al. 2016, arXiv:1602.07360";

    /// <summary>1.1 pools earlier than 1.0: 2.4 times less computation for the same accuracy.</summary>
    public static IEnumerable<Architecture> All =>
    [
        Row("squeezenet1_0", new(96, 7, [3, 4, 5, 7, 8, 9, 10, 12], [6, 11]), 1_248_424, "b66bff10", 58.092, LargerCrop),
        Row("squeezenet1_1", new(64, 3, [3, 4, 6, 7, 9, 10, 11, 12], [5, 8]), 1_235_496, "b8a52dc0", 58.178, Data.Preprocessing.ImageNet()),
    ];

    // The file that is at hand without torchvision's is the original of the paper, trained on larger crops.
    private static Data.Preprocessing LargerCrop => Data.Preprocessing.ImageNet(256, 227);

    private sealed record Plan(int Stem, int StemWindow, int[] Fires, int[] Pools);

    private static Architecture Row(string name, Plan plan, long parameters, string hash, double top1, Data.Preprocessing preprocessing) => new()
    {
        Name = name,
        Family = "SqueezeNet",
        Paper = Paper,
        PublishedParameters = parameters,
        Preprocessing = preprocessing,
        Weights = [TorchvisionWeights.Of(name, hash, top1)],
        Body = image => Build(plan, image),
    };

    private static Network Build(Plan plan, Wire image)
    {
        Wire x = image.Conv("features.0", plan.Stem, new(plan.StemWindow) { Stride = 2 }).Relu("features.1");
        x = Pool(x, 2).Stage("stem");
        for (int fire = 0; fire < plan.Fires.Length; fire++)
        {
            int layer = plan.Fires[fire];
            if (plan.Pools.Contains(layer - 1)) x = Pool(x, layer - 1);
            x = Fire($"features.{layer}", x, squeeze: 16 * (fire / 2 + 1)).Stage($"fire{fire + 2}");
        }
        return new(x, x, "classifier.1")
        {
            Head = (features, classes) => features.Conv("classifier.1", classes, new(1)).Relu("classifier.2").MeanOverSpace("classifier.3"),
        };
    }

    /// <summary>(N, C, H, W) to (N, 8 * squeeze, H, W).</summary>
    private static Wire Fire(string path, Wire x, int squeeze)
    {
        Wire s = x.Conv($"{path}.squeeze", squeeze, new(1)).Relu($"{path}.squeeze_activation");
        Wire points = s.Conv($"{path}.expand1x1", 4 * squeeze, new(1)).Relu($"{path}.expand1x1_activation");
        Wire squares = s.Conv($"{path}.expand3x3", 4 * squeeze, new(3) { Padding = 1 }).Relu($"{path}.expand3x3_activation");
        return points.Concat([squares], axis: 1, path);
    }

    private static Wire Pool(Wire x, int layer) => x.MaxPool(new(3) { Stride = 2, RoundUp = true }, $"features.{layer}");
}
