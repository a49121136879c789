using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>ResNet v2 as Keras publishes it: normalisation first, and the stride in the last block of a stage. Modules carry Keras' names.</summary>
internal static class KerasResNetV2
{
    private const float Epsilon = KerasResNet.Epsilon;

    public static IEnumerable<Architecture> All =>
    [
        Row("keras_resnet50v2", [3, 4, 6, 3], 25_568_360),
        Row("keras_resnet101v2", [3, 4, 23, 3], 44_577_896),
        Row("keras_resnet152v2", [3, 8, 36, 3], 60_236_904),
    ];

    private static Architecture Row(string name, int[] blocks, long parameters) => new()
    {
        Name = name,
        Aliases = [name.Replace("keras_resnet", "ResNet", StringComparison.Ordinal).Replace('v', 'V')],
        Family = "ResNet v2 (Keras)",
        Paper = "He et al. 2016, arXiv:1603.05027",
        PublishedParameters = parameters,
        Preprocessing = KerasApplications.TensorFlow(),
        SchemesOf = graph => [KerasNames.Of(graph, module => module)],
        Body = image => Build(blocks, image),
    };

    private static Network Build(int[] blocks, Wire image)
    {
        // Nothing was cut off below zero yet, so the padding is real zeros, not one that never wins. Written as -0 since ONNX Runtime takes a padding with +0
        // before a maximum for the maximum's own, which never wins (pad_fusion.cc).
        Wire x = image.Conv("conv1_conv", 64, new(7) { Stride = 2, Padding = 3 })
            .Pad([0, 0, 1, 1], [0, 0, 1, 1], "pool1_pad", value: -0f).MaxPool(new(3) { Stride = 2 }, "pool1_pool").Stage("stem");
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            bool shrinks = stage < blocks.Length - 1;
            for (int block = 1; block <= blocks[stage]; block++) x = Block(x, $"conv{stage + 2}_block{block}", 64 << stage, shrinks && block == blocks[stage] ? 2 : 1, block == 1);
            x.Stage($"conv{stage + 2}");
        }
        x = x.BatchNorm("post_bn", Epsilon).Relu("post_relu");
        return new(x, x.MeanOverSpace("avg_pool", "flatten"), "predictions");
    }

    private static Wire Block(Wire x, string path, int width, int stride, bool projects)
    {
        Wire active = x.BatchNorm($"{path}_preact_bn", Epsilon).Relu($"{path}_preact_relu");
        Wire shortcut = projects ? active.Conv($"{path}_0_conv", 4L * width, new(1) { Stride = stride })
            : stride > 1 ? x.MaxPool(new(1) { Stride = stride }, $"{path}_pool") : x;
        Wire inner = active.Conv($"{path}_1_conv", width, new(1), bias: false).BatchNorm($"{path}_1_bn", Epsilon).Relu($"{path}_1_relu");
        inner = inner.Conv($"{path}_2_conv", width, new(3) { Stride = stride, Padding = 1 }, bias: false).BatchNorm($"{path}_2_bn", Epsilon).Relu($"{path}_2_relu");
        return shortcut.Add(inner.Conv($"{path}_3_conv", 4L * width, new(1)), $"{path}_out");
    }
}
