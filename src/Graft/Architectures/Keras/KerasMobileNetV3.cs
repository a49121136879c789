using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>MobileNet v3 as Keras publishes it: it starts with its own preprocessing (0 to 255 become -1 to 1). Keras 2 and 3 name the layers differently.</summary>
internal static class KerasMobileNetV3
{
    private static readonly ConvStyle Style = ConvStyle.HardSwish.AsTensorFlow;

    public static IEnumerable<Architecture> All =>
    [
        Row("keras_mobilenet_v3_large", MobileNetV3.Large, 5_483_032), Row("keras_mobilenet_v3_small", MobileNetV3.Small, 2_542_856),
        Row("keras_mobilenet_v3_large_notop", MobileNetV3.Large, 3_932_952, hasTop: false), Row("keras_mobilenet_v3_small_notop", MobileNetV3.Small, 1_504_008, hasTop: false),
    ];

    /// <summary>Files without the top end with the last map; a classifier of one layer is put on it.</summary>
    private static Architecture Row(string name, MobileNetV3.Plan plan, long parameters, bool hasTop = true)
    {
        InvertedResidual[] blocks = [.. MobileNetV3.Blocks(plan)];
        return new()
        {
            Name = name,
            Aliases = hasTop ? [plan == MobileNetV3.Large ? "MobileNetV3Large" : "MobileNetV3Small"] : [],
            Family = "MobileNet v3 (Keras)",
            Paper = "Howard et al. 2019, arXiv:1905.02244",
            PublishedParameters = parameters,
            Preprocessing = KerasApplications.Plain(),
            SchemesOf = graph => [Named(graph, blocks, hasTop, KerasNames.Scheme, layer => layer), Named(graph, blocks, hasTop, KerasNames.Scheme3, Keras3)],
            Body = image => hasTop ? MobileNetV3.Build(plan, blocks, Style, Rescaled(image)) : Pooled(MobileNetV3.Convolutions(plan, blocks, Style, Rescaled(image))),
        };
    }

    private static Wire Rescaled(Wire image) => image.Scale(1 / 127.5f, "rescaling").Add(image.Builder.Constant("rescaling.offset", TensorData.Scalar(-1f)), "rescaled");

    private static Network Pooled(Wire x) => new(x, x.MeanOverSpace("avgpool", "flatten"), "predictions");

    private static NameMap Named(Graph graph, InvertedResidual[] blocks, bool hasTop, string scheme, Func<string, string> spelling)
    {
        Dictionary<string, string> layers = Layers(blocks);
        string Layer(string module) => spelling(layers.GetValueOrDefault(module, module));
        if (!hasTop) return KerasNames.Of(graph, Layer, scheme);
        return KerasNames.Of(graph, Layer, scheme,
            new NameRow("classifier.0.weight", $"{Layer("classifier.0")}/kernel") { Change = TensorChange.TransposedPoints },
            new NameRow("classifier.3.weight", $"{Layer("classifier.3")}/kernel") { Change = TensorChange.TransposedPoints });
    }

    /// <summary>'expanded_conv/squeeze_excite/Conv_1' became 'expanded_conv_squeeze_excite_conv_1', 'BatchNorm' 'bn'.</summary>
    private static string Keras3(string layer) => layer.Replace('/', '_').Replace("BatchNorm", "bn", StringComparison.Ordinal).ToLowerInvariant();

    private static Dictionary<string, string> Layers(InvertedResidual[] blocks)
    {
        string last = $"features.{blocks.Length + 1}";
        IEnumerable<NameRow> rows = [.. Pair("features.0", "Conv"), .. Pair(last, "Conv_1"), new("classifier.0", "Conv_2"), new("classifier.3", "Logits"),
            .. blocks.SelectMany((block, i) => block.Named(Names(i == 0 ? "expanded_conv" : $"expanded_conv_{i}")))];
        return rows.ToDictionary(r => r.Ours, r => r.Theirs[0]);
    }

    private static NameRow[] Pair(string ours, string theirs) => [new($"{ours}.0", theirs), new($"{ours}.1", $"{theirs}/BatchNorm")];

    private static InvertedResidual.Names Names(string p) => new($"{p}/expand", $"{p}/expand/BatchNorm", $"{p}/depthwise", $"{p}/depthwise/BatchNorm",
        $"{p}/project", $"{p}/project/BatchNorm", $"{p}/squeeze_excite/Conv", $"{p}/squeeze_excite/Conv_1");
}
