using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>MobileNet v1: depthwise and pointwise convolutions in turn. Names: stage1.0 (full convolution), stage1.1 ... stage3.1, fc.</summary>
internal static class MobileNetV1
{
    /// <summary>Channels at full width and stride of each depthwise layer, by stage.</summary>
    public static readonly (int Channels, int Stride)[][] Stages =
    [
        [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1)],
        [(512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1)],
        [(1024, 2), (1024, 1)],
    ];

    private static readonly ConvStyle Leaky = new((x, path) => x.LeakyRelu(0.1f, path));

    public static IEnumerable<Architecture> All =>
    [
        Row("mobilenet_v1", 1.0, ConvStyle.Relu6, 4_231_976, ["mobilenetv1_100"]),
        Row("mobilenet_v1_025_retinaface", 0.25, Leaky, 470_072, []),
    ];

    /// <summary>A network of this kind under any name.</summary>
    public static Architecture Row(string name, double width, ConvStyle style, long parameters, string[] aliases) => new()
    {
        Name = name,
        Aliases = aliases,
        Family = "MobileNet v1",
        Paper = "Howard et al. 2017, arXiv:1704.04861",
        PublishedParameters = parameters,
        Schemes = [new("Pytorch_Retinaface", []), new("timm", Timm)],
        Body = image => Build(width, style, image),
    };

    /// <summary>The layers.</summary>
    public static Network Build(double width, ConvStyle style, Wire image)
    {
        Wire x = style.Block(image, "stage1.0", (int)(32 * width), 3, 2).Stage("stem");
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            for (int i = 0; i < Stages[stage].Length; i++) x = Separable(x, style, PathOf(stage, i), (int)(Stages[stage][i].Channels * width), Stages[stage][i].Stride);
            x.Stage($"stage{stage + 1}");
        }
        return new(x, x.MeanOverSpace("avgpool", "flatten"), "fc");
    }

    private static Wire Separable(Wire x, ConvStyle style, string path, int outputs, int stride)
    {
        Wire depth = style.Activation(style.Normalised(x, $"{path}.0", $"{path}.1", x.Channels, 3, stride, x.Channels), $"{path}.2");
        return style.Activation(style.Normalised(depth, $"{path}.3", $"{path}.4", outputs, 1), $"{path}.5");
    }

    /// <summary>The path of a depthwise layer.</summary>
    public static string PathOf(int stage, int layer) => $"stage{stage + 1}.{(stage == 0 ? layer + 1 : layer)}";

    private static IEnumerable<NameRow> Timm
    {
        get
        {
            // timm counts a stage from each stride.
            int stage = 0, block = 0;
            List<NameRow> rows = [new("stage1.0.0", "conv_stem"), new("stage1.0.1", "bn1"), new("fc", "classifier")];
            for (int s = 0; s < Stages.Length; s++)
            {
                for (int i = 0; i < Stages[s].Length; i++, block++)
                {
                    if (Stages[s][i].Stride == 2) (stage, block) = (stage + 1, 0);
                    string ours = PathOf(s, i), theirs = $"blocks.{stage}.{block}";
                    rows.AddRange([new($"{ours}.0", $"{theirs}.conv_dw"), new($"{ours}.1", $"{theirs}.bn1"), new($"{ours}.3", $"{theirs}.conv_pw"), new($"{ours}.4", $"{theirs}.bn2")]);
                }
            }
            return rows;
        }
    }
}
