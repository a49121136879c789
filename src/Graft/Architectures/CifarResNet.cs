using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>The small residual networks for CIFAR-10 (section 4.2 of the paper): 32 x 32 pixels, shortcuts without parameters; akamaster's names.</summary>
internal static class CifarResNet
{
    private const string Site = "https://github.com/akamaster/pytorch_resnet_cifar10/raw/master/pretrained_models/";

    public static IEnumerable<Architecture> All =>
    [
        Row("resnet20", 3, 269_722, new("cifar10", $"{Site}resnet20-12fca82f.th", "BSD-2-Clause", "12fca82f", null, Pixels)),
        Row("resnet32", 5, 464_154, new("cifar10", $"{Site}resnet32-d509ac18.th", "BSD-2-Clause", "d509ac18", null, Pixels)),
        Row("resnet44", 7, 658_586, new("cifar10", $"{Site}resnet44-014dd654.th", "BSD-2-Clause", "014dd654", null, Pixels)),
        Row("resnet56", 9, 853_018, new("cifar10", $"{Site}resnet56-4bfd9763.th", "BSD-2-Clause", "4bfd9763", null, Pixels)),
        Row("resnet110", 18, 1_727_962, new("cifar10", $"{Site}resnet110-1d1ed7c2.th", "BSD-2-Clause", "1d1ed7c2", null, Pixels)),
    ];

    private static Data.Preprocessing Pixels => Data.Preprocessing.ImageNet(32, 32);

    private static Architecture Row(string name, int blocks, long parameters, Weights weights) => new()
    {
        Name = name,
        Family = "ResNet (CIFAR)",
        Paper = "He et al. 2015, arXiv:1512.03385",
        PublishedParameters = parameters,
        ImageSize = 32,
        Classes = 10,
        Weights = [weights],
        Schemes = [new("pytorch_resnet_cifar10", [])],
        Body = image => Build(blocks, image),
    };

    private static Network Build(int blocks, Wire image)
    {
        Wire x = image.Conv("conv1", 16, new(3) { Padding = 1 }, bias: false).BatchNorm("bn1").Relu("relu").Stage("stem");
        for (int stage = 0; stage < 3; stage++)
        {
            for (int block = 0; block < blocks; block++) x = Block(x, $"layer{stage + 1}.{block}", 16 << stage, block == 0 && stage > 0 ? 2 : 1);
            x.Stage($"layer{stage + 1}");
        }
        return new(x, x.MeanOverSpace("avgpool", "flatten"), "linear");
    }

    private static Wire Block(Wire x, string path, int width, int stride) => x
        .Conv($"{path}.conv1", width, new(3) { Stride = stride, Padding = 1 }, bias: false).BatchNorm($"{path}.bn1").Relu()
        .Conv($"{path}.conv2", width, new(3) { Padding = 1 }, bias: false).BatchNorm($"{path}.bn2")
        .Add(stride == 1 ? x : Shrunk(x, path, width), $"{path}.add").Relu(path);

    /// <summary>Every second pixel, and zeros for the channels that are new, half of them before (option A of the paper).</summary>
    private static Wire Shrunk(Wire x, string path, int width)
    {
        long more = (width - x.Channels) / 2;
        return x.Slice(2, 0, long.MaxValue, 2, $"{path}.rows").Slice(3, 0, long.MaxValue, 2, $"{path}.columns").Pad([0, more, 0, 0], [0, more, 0, 0], $"{path}.shortcut");
    }
}
