using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>AlexNet in its single-column form, without local response normalisation.</summary>
internal static class AlexNet
{
    public static IEnumerable<Architecture> All =>
    [
        new()
        {
            Name = "alexnet",
            Family = "AlexNet",
            Paper = "Krizhevsky 2014, arXiv:1404.5997",
            PublishedParameters = 61_100_840,
            Weights = [TorchvisionWeights.Of("alexnet-owt", "7be5be79", 56.522)],
            Body = Build,
        },
    ];

    private static Network Build(Wire image)
    {
        Wire x = Pool(image.Conv("features.0", 64, new(11) { Stride = 4, Padding = 2 }).Relu("features.1"), 2).Stage("conv1");
        x = Pool(x.Conv("features.3", 192, new(5) { Padding = 2 }).Relu("features.4"), 5).Stage("conv2");
        x = x.Conv("features.6", 384, new(3) { Padding = 1 }).Relu("features.7").Stage("conv3");
        x = x.Conv("features.8", 256, new(3) { Padding = 1 }).Relu("features.9").Stage("conv4");
        x = Pool(x.Conv("features.10", 256, new(3) { Padding = 1 }).Relu("features.11"), 12).Stage("conv5");
        Wire features = x.AdaptiveAveragePool(6, "avgpool").Flatten("flatten")
            .Linear("classifier.1", 4096).Relu("classifier.2").Stage("fc6")
            .Linear("classifier.4", 4096).Relu("classifier.5").Stage("fc7");
        return new(x, features, "classifier.6");
    }

    private static Wire Pool(Wire x, int layer) => x.MaxPool(new(3) { Stride = 2 }, $"features.{layer}");
}
