using System.Globalization;
using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>MobileNet v1 and v2 as Keras publishes them.</summary>
internal static class KerasMobileNet
{
    private const string Logits = "Logits/Conv2d_1c_1x1";

    private static readonly ConvStyle Style = ConvStyle.Relu6.AsTensorFlow;

    public static IEnumerable<Architecture> All =>
    [
        One(1.0, 4_231_976), One(0.75, 2_585_560), One(0.5, 1_331_592), One(0.25, 470_072),
        Two(1.0, 3_504_872), Two(0.35, 1_677_128), Two(0.5, 1_968_680), Two(0.75, 2_636_424), Two(1.3, 5_386_792), Two(1.4, 6_108_776),
    ];

    private static Architecture One(double width, long parameters) => new()
    {
        Name = $"keras_mobilenet{Suffix(width)}",
        Aliases = width == 1 ? ["MobileNet"] : [],
        Family = "MobileNet (Keras)",
        Paper = "Howard et al. 2017, arXiv:1704.04861",
        PublishedParameters = parameters,
        Preprocessing = KerasApplications.TensorFlow(),
        SchemesOf = graph => [.. Both(graph, LayersOfOne(), new NameRow("fc.weight", "conv_preds/kernel") { Change = TensorChange.TransposedPoints }), OneInSlim(graph)],
        Body = image => MobileNetV1.Build(width, Style, image),
    };

    private static Architecture Two(double width, long parameters)
    {
        InvertedResidual[] blocks = [.. MobileNetV2.Blocks(width)];
        return new()
        {
            Name = $"keras_mobilenet_v2{Suffix(width)}",
            Aliases = width == 1 ? ["MobileNetV2"] : [],
            Family = "MobileNet v2 (Keras)",
            Paper = "Sandler et al. 2018, arXiv:1801.04381",
            PublishedParameters = parameters,
            Preprocessing = KerasApplications.TensorFlow(),
            SchemesOf = graph => [.. Both(graph, LayersOfTwo(blocks)), TwoInSlim(graph, blocks)],
            Body = image => MobileNetV2.Build(blocks, width, Style, image),
        };
    }

    private static string Suffix(double width) => width == 1 ? "" : "_" + Math.Round(100 * width).ToString("000", CultureInfo.InvariantCulture);

    private static NameMap[] Both(Graph graph, Dictionary<string, string> layers, params NameRow[] special) =>
        [KerasNames.Of(graph, m => layers[m], KerasNames.Scheme, special), KerasNames.Of(graph, m => layers[m], KerasNames.Scheme3, special)];

    private static NameMap OneInSlim(Graph graph)
    {
        // 'conv_dw_3' is 'Conv2d_3_depthwise'; normalisations lie below their convolutions.
        Dictionary<string, string> layers = LayersOfOne().ToDictionary(l => l.Key, l => "MobilenetV1/" + l.Value switch
        {
            "conv_preds" => Logits,
            string name when name.StartsWith("conv1", StringComparison.Ordinal) => $"Conv2d_0{Below(name)}",
            string name when name.StartsWith("conv_dw_", StringComparison.Ordinal) => $"Conv2d_{name.Split('_')[2]}_depthwise{Below(name)}",
            string name => $"Conv2d_{name.Split('_')[2]}_pointwise{Below(name)}",
        });
        return KerasNames.Of(graph, m => layers[m], KerasNames.Slim, new NameRow("fc.weight", $"MobilenetV1/{Logits}/weights") { Change = TensorChange.TransposedPoints });
    }

    private static string Below(string name) => name.EndsWith("_bn", StringComparison.Ordinal) ? "/BatchNorm" : "";

    private static NameMap TwoInSlim(Graph graph, InvertedResidual[] blocks)
    {
        string last = $"features.{blocks.Length + 1}";
        IEnumerable<NameRow> rows = [new("features.0.0", "Conv"), new("features.0.1", "Conv/BatchNorm"), new($"{last}.0", "Conv_1"), new($"{last}.1", "Conv_1/BatchNorm"), new("classifier.1", Logits),
            .. blocks.SelectMany((block, i) => block.Named(SlimNames(i == 0 ? "expanded_conv" : $"expanded_conv_{i}")))];
        Dictionary<string, string> layers = rows.ToDictionary(r => r.Ours, r => $"MobilenetV2/{r.Theirs[0]}");
        return KerasNames.Of(graph, m => layers[m], KerasNames.Slim, new NameRow("classifier.1.weight", $"MobilenetV2/{Logits}/weights") { Change = TensorChange.TransposedPoints });
    }

    private static InvertedResidual.Names SlimNames(string p) => new($"{p}/expand", $"{p}/expand/BatchNorm", $"{p}/depthwise", $"{p}/depthwise/BatchNorm", $"{p}/project", $"{p}/project/BatchNorm");

    private static Dictionary<string, string> LayersOfOne()
    {
        Dictionary<string, string> layers = new() { ["stage1.0.0"] = "conv1", ["stage1.0.1"] = "conv1_bn", ["fc"] = "conv_preds" };
        int number = 0;
        for (int stage = 0; stage < MobileNetV1.Stages.Length; stage++)
        {
            for (int i = 0; i < MobileNetV1.Stages[stage].Length; i++)
            {
                string ours = MobileNetV1.PathOf(stage, i);
                number++;
                (layers[$"{ours}.0"], layers[$"{ours}.1"]) = ($"conv_dw_{number}", $"conv_dw_{number}_bn");
                (layers[$"{ours}.3"], layers[$"{ours}.4"]) = ($"conv_pw_{number}", $"conv_pw_{number}_bn");
            }
        }
        return layers;
    }

    private static Dictionary<string, string> LayersOfTwo(InvertedResidual[] blocks)
    {
        string last = $"features.{blocks.Length + 1}";
        IEnumerable<NameRow> rows = [new("features.0.0", "Conv1"), new("features.0.1", "bn_Conv1"), new($"{last}.0", "Conv_1"), new($"{last}.1", "Conv_1_bn"), new("classifier.1", "predictions"),
            .. blocks.SelectMany((block, i) => block.Named(Names(i == 0 ? "expanded_conv" : $"block_{i}")))];
        return rows.ToDictionary(r => r.Ours, r => r.Theirs[0]);
    }

    private static InvertedResidual.Names Names(string p) => new($"{p}_expand", $"{p}_expand_BN", $"{p}_depthwise", $"{p}_depthwise_BN", $"{p}_project", $"{p}_project_BN");
}
