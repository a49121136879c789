using System.Globalization;
using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>Xception: depthwise and pointwise convolutions with shortcuts. Modules carry Keras' names, the nameless shortcuts those that Keras gives them.</summary>
internal static class Xception
{
    private const float Epsilon = 1e-3f;

    public static IEnumerable<Architecture> All =>
    [
        new()
        {
            Name = "keras_xception",
            Aliases = ["Xception"],
            Family = "Xception (Keras)",
            Paper = "Chollet 2016, arXiv:1610.02357",
            PublishedParameters = 22_855_952,
            ImageSize = 299,
            Preprocessing = KerasApplications.TensorFlow(299),
            SchemesOf = graph => [KerasNames.Of(graph, module => Layer(module, 0)), KerasNames.Of(graph, module => Layer(module, 1), "keras from 1")],
            Body = Build,
        },
    ];

    /// <summary>The nameless layers are counted from 'conv2d', in older files from 'conv2d_1'.</summary>
    private static string Layer(string module, int first)
    {
        if (!module.StartsWith("conv2d_", StringComparison.Ordinal) && !module.StartsWith("batch_normalization_", StringComparison.Ordinal)) return module;
        int cut = module.LastIndexOf('_'), number = int.Parse(module[(cut + 1)..], CultureInfo.InvariantCulture) - 1 + first;
        return number == 0 ? module[..cut] : string.Create(CultureInfo.InvariantCulture, $"{module[..cut]}_{number}");
    }

    private static Network Build(Wire image)
    {
        Wire x = Conv(image, "block1_conv1", 32, new(3) { Stride = 2 });
        x = Conv(x, "block1_conv2", 64, new(3)).Stage("stem");
        x = Down(x, 2, 128, 128, activates: false).Stage("block2");
        x = Down(x, 3, 256, 256, activates: true).Stage("block3");
        x = Down(x, 4, 728, 728, activates: true).Stage("block4");
        for (int block = 5; block <= 12; block++) x = Middle(x, block).Stage($"block{block}");
        x = Down(x, 13, 728, 1024, activates: true).Stage("block13");
        x = Separable(x, "block14_sepconv1", 1536).Relu("block14_sepconv1_act");
        x = Separable(x, "block14_sepconv2", 2048).Relu("block14_sepconv2_act").Stage("block14");
        return new(x, x.MeanOverSpace("avg_pool", "flatten"), "predictions");
    }

    /// <summary>(N, C, H, W) to (N, outputs, H / 2, W / 2), rounded up.</summary>
    private static Wire Down(Wire x, int block, int inner, int outputs, bool activates)
    {
        int number = block is 13 ? 4 : block - 1;
        Wire shortcut = x.Conv($"conv2d_{number}", outputs, new(1) { Stride = 2, Padding = Padding.TensorFlowSame }, bias: false).BatchNorm($"batch_normalization_{number}", Epsilon);
        Wire y = activates ? x.Relu($"block{block}_sepconv1_act") : x;
        y = Separable(y, $"block{block}_sepconv1", inner).Relu($"block{block}_sepconv2_act");
        y = Separable(y, $"block{block}_sepconv2", outputs).MaxPool(new(3) { Stride = 2, Padding = Padding.TensorFlowSame }, $"block{block}_pool");
        return y.Add(shortcut, $"block{block}_add");
    }

    private static Wire Middle(Wire x, int block)
    {
        Wire y = x;
        for (int i = 1; i <= 3; i++) y = Separable(y.Relu($"block{block}_sepconv{i}_act"), $"block{block}_sepconv{i}", 728);
        return y.Add(x, $"block{block}_add");
    }

    private static Wire Separable(Wire x, string path, int outputs) => x.DepthwiseConv($"{path}.depthwise", new(3) { Padding = 1 }, bias: false)
        .Conv($"{path}.pointwise", outputs, new(1), bias: false).BatchNorm($"{path}_bn", Epsilon);

    private static Wire Conv(Wire x, string path, int outputs, Window window) => x.Conv(path, outputs, window, bias: false).BatchNorm($"{path}_bn", Epsilon).Relu($"{path}_act");
}
