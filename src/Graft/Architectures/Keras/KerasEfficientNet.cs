using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>
/// EfficientNet as Keras publishes it: it takes 0 to 255 and starts with its own normalisation, whose mean and variance are in the file. The published graph divides once
/// more, by the square roots of the deviations.
/// </summary>
internal static class KerasEfficientNet
{
    public static IEnumerable<Architecture> All => new[] { true, false }.SelectMany(isPublished => EfficientNet.Scales.Select((s, i) => Row(i, s, isPublished)));

    /// <summary>The networks that were made with weights=None and trained from scratch lack the second division; their files are the same.</summary>
    private static Architecture Row(int i, (double Width, double Depth, int Size, long Parameters) scale, bool isPublished) => Row(isPublished ? $"keras_efficientnet_b{i}" : $"keras_efficientnet_b{i}_scratch",
        isPublished ? [$"EfficientNetB{i}"] : [], new(scale.Width, scale.Depth), i == 2 ? 260 : scale.Size, scale.Parameters, isPublished);

    private static Architecture Row(string name, string[] aliases, EfficientNet.Plan plan, int size, long parameters, bool isPublished)
    {
        InvertedResidual[][] stages = EfficientNet.BlocksOf(plan);
        return new()
        {
            Name = name,
            Aliases = aliases,
            Family = "EfficientNet (Keras)",
            Paper = "Tan and Le 2019, arXiv:1905.11946",
            PublishedParameters = parameters,
            ImageSize = size,
            Preprocessing = KerasApplications.Plain(size) with { Interpolation = Data.Images.Interpolation.Bicubic },
            Unused = ["normalization/count"],
            SchemesOf = graph => [Named(graph, stages, KerasNames.Scheme), Named(graph, stages, KerasNames.Scheme3)],
            Body = image => EfficientNet.Build(plan, stages, ConvStyle.Silu.AsTensorFlow, Normalised(image, isPublished)),
        };
    }

    private static Wire Normalised(Wire image, bool isPublished)
    {
        GraphBuilder g = image.Builder;
        Wire variance = g.Parameter("normalization.running_var", 3, 1, 1);
        Wire deviation = g.Node("Sqrt", "normalization.deviation", [variance], variance.Shape);
        Wire x = image.Scale(1 / 255f, "rescaling").Subtract(g.Parameter("normalization.running_mean", 3, 1, 1), "normalization.centred").Divide(deviation, "normalization");
        float[] factors = [.. new[] { 0.229, 0.224, 0.225 }.Select(d => (float)(1 / Math.Sqrt(d)))];
        return isPublished ? x.Multiply(g.Constant("rescaling_1.factor", TensorData.Of(factors, 3, 1, 1)), "rescaling_1") : x;
    }

    private static NameMap Named(Graph graph, InvertedResidual[][] stages, string scheme)
    {
        IEnumerable<NameRow> rows = [new("features.0.0", "stem_conv"), new("features.0.1", "stem_bn"), new("features.8.0", "top_conv"), new("features.8.1", "top_bn"), new("classifier.1", "predictions"),
            .. stages.SelectMany((stage, s) => stage.SelectMany((block, i) => block.Named(Names($"block{s + 1}{(char)('a' + i)}"))))];
        Dictionary<string, string> layers = rows.ToDictionary(r => r.Ours, r => r.Theirs[0]);
        return KerasNames.Of(graph, m => layers[m], scheme,
            new NameRow("normalization.running_mean", "normalization/mean") { Change = TensorChange.Vector },
            new NameRow("normalization.running_var", "normalization/variance") { Change = TensorChange.Vector });
    }

    private static InvertedResidual.Names Names(string p) => new($"{p}_expand_conv", $"{p}_expand_bn", $"{p}_dwconv", $"{p}_bn", $"{p}_project_conv", $"{p}_project_bn", $"{p}_se_reduce", $"{p}_se_expand");
}
