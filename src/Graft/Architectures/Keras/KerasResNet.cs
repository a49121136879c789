using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>ResNet as Keras publishes it: the stride on the first 1x1 convolution ('v1'), convolutions with biases. Modules carry Keras' names.</summary>
internal static class KerasResNet
{
    public const float Epsilon = 1.001e-5f;

    public static IEnumerable<Architecture> All =>
    [
        Row("keras_resnet50", [3, 4, 6, 3], 25_583_592),
        Row("keras_resnet101", [3, 4, 23, 3], 44_601_832),
        Row("keras_resnet152", [3, 8, 36, 3], 60_268_520),
    ];

    private static Architecture Row(string name, int[] blocks, long parameters) => new()
    {
        Name = name,
        Aliases = [name.Replace("keras_resnet", "ResNet", StringComparison.Ordinal)],
        Family = "ResNet (Keras)",
        Paper = "He et al. 2015, arXiv:1512.03385",
        PublishedParameters = parameters,
        Preprocessing = KerasApplications.Caffe(),
        SchemesOf = graph => [KerasNames.Of(graph, module => module)],
        Body = image => Build(blocks, image),
    };

    private static Network Build(int[] blocks, Wire image)
    {
        Wire x = Normalised(image, "conv1", 64, new(7) { Stride = 2, Padding = 3 }).Relu("conv1_relu").MaxPool(new(3) { Stride = 2, Padding = 1 }, "pool1_pool").Stage("stem");
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            for (int block = 1; block <= blocks[stage]; block++) x = Block(x, $"conv{stage + 2}_block{block}", 64 << stage, stage > 0 && block == 1 ? 2 : 1, block == 1);
            x.Stage($"conv{stage + 2}");
        }
        return new(x, x.MeanOverSpace("avg_pool", "flatten"), "predictions");
    }

    private static Wire Block(Wire x, string path, int width, int stride, bool projects)
    {
        Wire shortcut = projects ? Normalised(x, $"{path}_0", 4 * width, new(1) { Stride = stride }) : x;
        Wire inner = Normalised(x, $"{path}_1", width, new(1) { Stride = stride }).Relu($"{path}_1_relu");
        inner = Normalised(inner, $"{path}_2", width, new(3) { Padding = 1 }).Relu($"{path}_2_relu");
        return shortcut.Add(Normalised(inner, $"{path}_3", 4 * width, new(1)), $"{path}_add").Relu($"{path}_out");
    }

    private static Wire Normalised(Wire x, string path, int outputs, Window window) => x.Conv($"{path}_conv", outputs, window).BatchNorm($"{path}_bn", Epsilon);
}
