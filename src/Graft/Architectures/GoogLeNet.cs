using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>GoogLeNet with batch normalisation, its auxiliary classifiers left out. As published by torchvision, the 5x5 branches are 3x3.</summary>
internal static class GoogLeNet
{
    private static readonly ConvStyle Style = ConvStyle.Relu with { Epsilon = 1e-3f };

    public static IEnumerable<Architecture> All =>
    [
        new()
        {
            Name = "googlenet",
            Family = "GoogLeNet",
            Paper = "Szegedy et al. 2014, arXiv:1409.4842",
            PublishedParameters = 6_624_904,
            // The weights come from TensorFlow, with pixels from -1 to 1.
            Weights = [TorchvisionWeights.Of("googlenet", "1378be20", 69.778) with { Preprocessing = Data.Preprocessing.ImageNet() with { Mean = [0.5, 0.5, 0.5], Std = [0.5, 0.5, 0.5] } }],
            Unused = ["aux1.", "aux2."],
            Body = Build,
        },
    ];

    private static readonly (string Name, int[] Widths)[] Stage3 = [("3a", [64, 96, 128, 16, 32, 32]), ("3b", [128, 128, 192, 32, 96, 64])];

    private static readonly (string Name, int[] Widths)[] Stage4 =
    [
        ("4a", [192, 96, 208, 16, 48, 64]), ("4b", [160, 112, 224, 24, 64, 64]), ("4c", [128, 128, 256, 24, 64, 64]),
        ("4d", [112, 144, 288, 32, 64, 64]), ("4e", [256, 160, 320, 32, 128, 128]),
    ];

    private static readonly (string Name, int[] Widths)[] Stage5 = [("5a", [256, 160, 320, 32, 128, 128]), ("5b", [384, 192, 384, 48, 128, 128])];

    private static Network Build(Wire image)
    {
        Wire x = Conv(image, "conv1", 64, 7, 2).MaxPool(new(3) { Stride = 2, RoundUp = true }, "maxpool1");
        x = Conv(Conv(x, "conv2", 64, 1), "conv3", 192, 3).MaxPool(new(3) { Stride = 2, RoundUp = true }, "maxpool2").Stage("stem");
        x = Modules(x, Stage3).MaxPool(new(3) { Stride = 2, RoundUp = true }, "maxpool3").Stage("inception3");
        x = Modules(x, Stage4).MaxPool(new(2) { Stride = 2, RoundUp = true }, "maxpool4").Stage("inception4");
        x = Modules(x, Stage5).Stage("inception5");
        return new(x, x.MeanOverSpace("avgpool", "flatten"), "fc");
    }

    private static Wire Modules(Wire x, (string Name, int[] Widths)[] modules) => modules.Aggregate(x, (y, m) => Module(y, $"inception{m.Name}", m.Widths));

    private static Wire Module(Wire x, string path, int[] w)
    {
        Wire points = Conv(x, $"{path}.branch1", w[0], 1);
        Wire threes = Conv(Conv(x, $"{path}.branch2.0", w[1], 1), $"{path}.branch2.1", w[2], 3);
        Wire fives = Conv(Conv(x, $"{path}.branch3.0", w[3], 1), $"{path}.branch3.1", w[4], 3);
        Wire pooled = Conv(x.MaxPool(new(3) { Padding = 1, RoundUp = true }, $"{path}.branch4.0"), $"{path}.branch4.1", w[5], 1);
        return points.Concat([threes, fives, pooled], axis: 1, path);
    }

    private static Wire Conv(Wire x, string path, int outputs, int size, int stride = 1) =>
        Style.Normalised(x, $"{path}.conv", $"{path}.bn", outputs, size, stride).Relu(path);
}
