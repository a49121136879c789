using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>Residual networks with normalisation before the convolutions; timm's names.</summary>
internal static class ResNetV2
{
    public static IEnumerable<Architecture> All =>
    [
        Row("resnetv2_50", [3, 4, 6, 3], 25_549_352),
        Row("resnetv2_101", [3, 4, 23, 3], 44_541_480),
    ];

    private static Architecture Row(string name, int[] blocks, long parameters) => new()
    {
        Name = name,
        Family = "ResNet v2",
        Paper = "He et al. 2016, arXiv:1603.05027",
        PublishedParameters = parameters,
        Schemes = [new("timm", [new NameRow("head.fc.weight", "head.fc.weight") { Change = TensorChange.Points }])],
        Body = image => Build(blocks, image),
    };

    private static Network Build(int[] blocks, Wire image)
    {
        Wire x = image.Conv("stem.conv", 64, new(7) { Stride = 2, Padding = 3 }, bias: false).MaxPool(new(3) { Stride = 2, Padding = 1 }, "stem.pool").Stage("stem");
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            for (int block = 0; block < blocks[stage]; block++)
                x = Block(x, $"stages.{stage}.blocks.{block}", 64 << stage, block == 0, block == 0 && stage > 0 ? 2 : 1);
            x.Stage($"stage{stage + 1}");
        }
        x = x.BatchNorm("norm").Relu("norm.relu");
        return new(x, x.MeanOverSpace("head.global_pool", "head.flatten"), "head.fc");
    }

    private static Wire Block(Wire x, string path, int width, bool projects, int stride)
    {
        Wire active = x.BatchNorm($"{path}.norm1").Relu($"{path}.norm1.relu");
        Wire shortcut = projects ? active.Conv($"{path}.downsample.conv", 4L * width, new(1) { Stride = stride }, bias: false) : x;
        return active.Conv($"{path}.conv1", width, new(1), bias: false).BatchNorm($"{path}.norm2").Relu($"{path}.norm2.relu")
            .Conv($"{path}.conv2", width, new(3) { Stride = stride, Padding = 1 }, bias: false).BatchNorm($"{path}.norm3").Relu($"{path}.norm3.relu")
            .Conv($"{path}.conv3", 4L * width, new(1), bias: false).Add(shortcut, path);
    }
}
