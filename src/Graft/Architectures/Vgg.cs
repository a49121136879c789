using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>VGG: 3x3 convolutions in five blocks, with or without batch normalisation, and two wide linear layers.</summary>
internal static class Vgg
{
    private static readonly int[] Widths = [64, 128, 256, 512, 512];

    public static IEnumerable<Architecture> All =>
    [
        Row("vgg11", [1, 1, 2, 2, 2], false, 132_863_336, "8a719046", 69.020),
        Row("vgg13", [2, 2, 2, 2, 2], false, 133_047_848, "19584684", 69.928),
        Row("vgg16", [2, 2, 3, 3, 3], false, 138_357_544, "397923af", 71.592),
        Row("vgg19", [2, 2, 4, 4, 4], false, 143_667_240, "dcbb9e9d", 72.376),
        Row("vgg11_bn", [1, 1, 2, 2, 2], true, 132_868_840, "6002323d", 70.370),
        Row("vgg13_bn", [2, 2, 2, 2, 2], true, 133_053_736, "abd245e5", 71.586),
        Row("vgg16_bn", [2, 2, 3, 3, 3], true, 138_365_992, "6c64b313", 73.360),
        Row("vgg19_bn", [2, 2, 4, 4, 4], true, 143_678_248, "c79401a0", 74.218),
    ];

    private static Architecture Row(string name, int[] depths, bool normalised, long parameters, string hash, double top1) => new()
    {
        Name = name,
        Family = "VGG",
        Paper = "Simonyan and Zisserman 2014, arXiv:1409.1556",
        PublishedParameters = parameters,
        Weights = [TorchvisionWeights.Of(name, hash, top1)],
        Schemes = [NameMap.Torchvision, Timm],
        Body = image => Build(depths, normalised, image),
    };

    /// <summary>timm stores the linear layers as convolutions over the last 7 x 7 map.</summary>
    private static NameMap Timm => new("timm",
    [
        new("classifier.0.weight", "pre_logits.fc1.weight") { Change = TensorChange.Reshaped(4096, 512, 7, 7) },
        new("classifier.0.bias", "pre_logits.fc1.bias"),
        new("classifier.3.weight", "pre_logits.fc2.weight") { Change = TensorChange.Reshaped(4096, 4096, 1, 1) },
        new("classifier.3.bias", "pre_logits.fc2.bias"),
        new("classifier.6", "head.fc"),
    ]);

    /// <summary>The layers, by the number of convolutions per block.</summary>
    public static Network Build(int[] depths, bool normalised, Wire image)
    {
        Wire x = Convolutions(depths, normalised, image);
        Wire features = x.AdaptiveAveragePool(7, "avgpool").Flatten("flatten")
            .Linear("classifier.0", 4096).Relu("classifier.1").Stage("fc6")
            .Linear("classifier.3", 4096).Relu("classifier.4").Stage("fc7");
        return new(x, features, "classifier.6");
    }

    /// <summary>The five blocks: (N, 3, H, W) to (N, 512, H / 32, W / 32).</summary>
    public static Wire Convolutions(int[] depths, bool normalised, Wire image)
    {
        int layer = 0;
        string Next() => $"features.{layer++}";
        Wire x = image;
        for (int block = 0; block < depths.Length; block++)
        {
            for (int i = 0; i < depths[block]; i++)
            {
                x = x.Conv(Next(), Widths[block], new(3) { Padding = 1 });
                if (normalised) x = x.BatchNorm(Next());
                x = x.Relu(Next());
            }
            x = x.MaxPool(new(2) { Stride = 2 }, Next()).Stage($"block{block + 1}");
        }
        return x;
    }
}
