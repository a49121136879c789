using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>RegNet Y: widths that grow linearly with depth, quantised; grouped bottlenecks with squeeze and excitation.</summary>
internal static class RegNet
{
    public static IEnumerable<Architecture> All =>
    [
        Row("regnet_y_400mf", new(16, 48, 27.89, 2.09, 8), 4_344_144, "c65dace8", 74.046, "e6988f5f", 75.804),
        Row("regnet_y_800mf", new(14, 56, 38.84, 2.4, 16), 6_432_512, "1b27b58c", 76.420, "58fc7688", 78.828),
        Row("regnet_y_1_6gf", new(27, 48, 20.71, 2.65, 24), 11_202_430, "b11a554e", 77.950, "0d7bc02a", 80.876),
        Row("regnet_y_3_2gf", new(21, 80, 42.63, 2.66, 24), 19_436_338, "b5a9779c", 78.948, "9180c971", 81.982),
        Row("regnet_y_8gf", new(17, 192, 76.82, 2.19, 56), 39_381_472, "d0d0e4a8", 80.032, "dc2b1b54", 82.828),
        Row("regnet_y_16gf", new(18, 200, 106.23, 2.48, 112), 83_590_140, "9e6ed7dd", 80.424, "3e4a00f9", 82.886),
        Row("regnet_y_32gf", new(20, 232, 115.89, 2.53, 232), 145_046_770, "4dee3f7a", 80.878, "8db6d4b5", 83.368),
    ];

    /// <summary>The five numbers of a design.</summary>
    private sealed record Plan(int Depth, int FirstWidth, double Slope, double Step, int GroupWidth)
    {
        /// <summary>Width and number of blocks of each stage.</summary>
        public IReadOnlyList<(int Width, int Blocks)> Stages => [.. Enumerable.Range(0, Depth)
            .Select(i => Math.Round(Math.Log((FirstWidth + Slope * i) / FirstWidth) / Math.Log(Step)))
            .Select(power => (int)Math.Round(FirstWidth * Math.Pow(Step, power) / 8) * 8)
            .GroupBy(width => width).OrderBy(g => g.Key).Select(g => (Rounded.To(g.Key, Math.Min(GroupWidth, g.Key)), g.Count()))];
    }

    private static Architecture Row(string name, Plan plan, long parameters, string hash, double top1, string secondHash, double secondTop1) => new()
    {
        Name = name,
        Family = "RegNet Y",
        Paper = "Radosavovic et al. 2020, arXiv:2003.13678",
        PublishedParameters = parameters,
        Weights = [TorchvisionWeights.Of(name, hash, top1), TorchvisionWeights.Second(name, secondHash, secondTop1)],
        Body = image => Build(plan, image),
    };

    private static Network Build(Plan plan, Wire image)
    {
        Wire x = ConvStyle.Relu.Block(image, "stem", 32, 3, 2).Stage("stem");
        for (int stage = 0; stage < plan.Stages.Count; stage++)
        {
            for (int block = 0; block < plan.Stages[stage].Blocks; block++)
                x = Block(x, $"trunk_output.block{stage + 1}.block{stage + 1}-{block}", plan.Stages[stage].Width, block == 0 ? 2 : 1, plan.GroupWidth);
            x.Stage($"block{stage + 1}");
        }
        return new(x, x.MeanOverSpace("avgpool", "flatten"), "fc");
    }

    private static Wire Block(Wire x, string path, int width, int stride, int groupWidth)
    {
        ConvStyle style = ConvStyle.Relu;
        Wire shortcut = x.Channels == width && stride == 1 ? x : style.Normalised(x, $"{path}.proj.0", $"{path}.proj.1", width, 1, stride);
        Wire y = style.Block(style.Block(x, $"{path}.f.a", width, 1), $"{path}.f.b", width, 3, stride, width / Math.Min(width, groupWidth));
        y = SqueezeExcitation.Build(y, $"{path}.f.se", (int)Math.Round(0.25 * x.Channels), (z, p) => z.Relu(p), (z, p) => z.Sigmoid(p));
        return style.Normalised(y, $"{path}.f.c.0", $"{path}.f.c.1", width, 1).Add(shortcut, $"{path}.add").Relu(path);
    }
}
