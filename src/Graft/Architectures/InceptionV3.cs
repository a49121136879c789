using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>Inception v3, its auxiliary classifier left out.</summary>
/// <param name="countsPadding">Whether averages at the border count the pixels outside (torchvision) or not (TensorFlow).</param>
internal sealed class InceptionV3(bool countsPadding)
{
    public static IEnumerable<Architecture> All =>
    [
        new()
        {
            Name = "inception_v3",
            Family = "Inception",
            Paper = "Szegedy et al. 2015, arXiv:1512.00567",
            PublishedParameters = 23_834_568,
            ImageSize = 299,
            // The weights come from TensorFlow, with pixels from -1 to 1.
            Weights = [TorchvisionWeights.Of("inception_v3_google", "0cc3c7bd", 77.294) with { Preprocessing = Data.Preprocessing.ImageNet(342, 299) with { Mean = [0.5, 0.5, 0.5], Std = [0.5, 0.5, 0.5] } }],
            Unused = ["AuxLogits."],
            Schemes = [NameMap.Torchvision, NameMap.SameInTimm],
            Body = new InceptionV3(countsPadding: true).Build,
        },
    ];

    /// <summary>The layers.</summary>
    public Network Build(Wire image)
    {
        Wire x = Conv(Conv(image, "Conv2d_1a_3x3", 32, Step), "Conv2d_2a_3x3", 32, new(3));
        x = Conv(x, "Conv2d_2b_3x3", 64, Around).MaxPool(Step, "maxpool1");
        x = Conv(Conv(x, "Conv2d_3b_1x1", 80, new(1)), "Conv2d_4a_3x3", 192, new(3)).MaxPool(Step, "maxpool2").Stage("stem");
        x = A(A(A(x, "Mixed_5b", 32), "Mixed_5c", 64), "Mixed_5d", 64).Stage("mixed5");
        x = C(C(C(C(B(x, "Mixed_6a"), "Mixed_6b", 128), "Mixed_6c", 160), "Mixed_6d", 160), "Mixed_6e", 192).Stage("mixed6");
        x = E(E(D(x, "Mixed_7a"), "Mixed_7b"), "Mixed_7c").Stage("mixed7");
        return new(x, x.MeanOverSpace("avgpool", "flatten"), "fc");
    }

    private static Window Step => new(3) { Stride = 2 };
    private static Window Around => new(3) { Padding = 1 };
    private static Window Row(int size) => new(1, size) { Padding = Padding.Of(0, size / 2) };
    private static Window Column(int size) => new(size, 1) { Padding = Padding.Of(size / 2, 0) };

    private Wire A(Wire x, string path, int pooled)
    {
        Wire points = Conv(x, $"{path}.branch1x1", 64, new(1));
        Wire fives = Conv(Conv(x, $"{path}.branch5x5_1", 48, new(1)), $"{path}.branch5x5_2", 64, new(5) { Padding = 2 });
        return points.Concat([fives, Conv(Double(x, path, 64, 96), $"{path}.branch3x3dbl_3", 96, Around), Pooled(x, path, pooled)], axis: 1, path);
    }

    private static Wire B(Wire x, string path) => Conv(x, $"{path}.branch3x3", 384, Step)
        .Concat([Conv(Double(x, path, 64, 96), $"{path}.branch3x3dbl_3", 96, Step), x.MaxPool(Step, $"{path}.pool")], axis: 1, path);

    private Wire C(Wire x, string path, int width)
    {
        Wire points = Conv(x, $"{path}.branch1x1", 192, new(1));
        Wire sevens = Chain(x, $"{path}.branch7x7", (width, new(1)), (width, Row(7)), (192, Column(7)));
        Wire twice = Chain(x, $"{path}.branch7x7dbl", (width, new(1)), (width, Column(7)), (width, Row(7)), (width, Column(7)), (192, Row(7)));
        return points.Concat([sevens, twice, Pooled(x, path, 192)], axis: 1, path);
    }

    private static Wire D(Wire x, string path)
    {
        Wire threes = Chain(x, $"{path}.branch3x3", (192, new(1)), (320, Step));
        Wire sevens = Chain(x, $"{path}.branch7x7x3", (192, new(1)), (192, Row(7)), (192, Column(7)), (192, Step));
        return threes.Concat([sevens, x.MaxPool(Step, $"{path}.pool")], axis: 1, path);
    }

    private Wire E(Wire x, string path)
    {
        Wire points = Conv(x, $"{path}.branch1x1", 320, new(1));
        Wire threes = Fork(Conv(x, $"{path}.branch3x3_1", 384, new(1)), $"{path}.branch3x3_2");
        Wire twice = Fork(Double(x, path, 448, 384), $"{path}.branch3x3dbl_3");
        return points.Concat([threes, twice, Pooled(x, path, 192)], axis: 1, path);
    }

    /// <summary>A row and a column side by side.</summary>
    private static Wire Fork(Wire x, string path) => Conv(x, $"{path}a", 384, Row(3)).Concat([Conv(x, $"{path}b", 384, Column(3))], axis: 1, path);

    private static Wire Double(Wire x, string path, int first, int second) =>
        Conv(Conv(x, $"{path}.branch3x3dbl_1", first, new(1)), $"{path}.branch3x3dbl_2", second, Around);

    private static Wire Chain(Wire x, string path, params (int Outputs, Window Window)[] steps)
    {
        for (int i = 0; i < steps.Length; i++) x = Conv(x, $"{path}_{i + 1}", steps[i].Outputs, steps[i].Window);
        return x;
    }

    private Wire Pooled(Wire x, string path, int outputs) => Conv(x.AveragePool(Around, countsPadding, $"{path}.pool"), $"{path}.branch_pool", outputs, new(1));

    private static Wire Conv(Wire x, string path, int outputs, Window window) =>
        x.Conv($"{path}.conv", outputs, window, bias: false).BatchNorm($"{path}.bn", 1e-3f).Relu(path);
}
