using System.Text.Json;
using Graft.Architectures;
using Graft.Architectures.Configurations;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Tests.Architectures.Text;

namespace Graft.Tests.Architectures;

/// <summary>A network of shared/fixtures/architectures: its file, what Graft calls it, and whose names its weights have.</summary>
internal sealed record FixtureNetwork(string File, string Network, string Scheme)
{
    public const string Folder = "fixtures/architectures";
    private const string FromConfiguration = "(config.json)";

    public static IReadOnlyList<FixtureNetwork> Vision { get; } =
    [
        new("alexnet", "alexnet", "torchvision"), new("vgg11", "vgg11", "torchvision"), new("vgg16_bn", "vgg16_bn", "torchvision"),
        new("resnet18", "resnet18", "torchvision"), new("resnet50", "resnet50", "torchvision"), new("squeezenet1_1", "squeezenet1_1", "torchvision"),
        new("densenet121", "densenet121", "torchvision"), new("mobilenet_v2", "mobilenet_v2", "torchvision"),
        new("mobilenet_v3_small", "mobilenet_v3_small", "torchvision"), new("efficientnet_b0", "efficientnet_b0", "torchvision"),
        new("convnext_tiny", "convnext_tiny", "torchvision"), new("vit_b_16", "vit_b_16", "torchvision"),
        new("timm/resnet18", "resnet18", "torchvision"), new("timm/resnet50", "resnet50", "torchvision"),
        new("timm/mobilenetv2_100", "mobilenet_v2", "timm"), new("timm/mobilenetv3_small_100", "mobilenetv3_small_100", "timm"),
        new("timm/efficientnet_b0", "efficientnet_b0", "timm"), new("timm/efficientnet_lite0", "efficientnet_lite0", "timm"),
        new("timm/tf_efficientnet_lite0", "tf_efficientnet_lite0", "timm"), new("timm/resnetv2_50", "resnetv2_50", "timm"),
        new("timm/convnext_atto", "convnext_atto", "timm"), new("timm/vit_tiny_patch16_224", "vit_tiny_patch16_224", "timm"),
    ];

    /// <summary>Files of transformers, whose configurations decide what is built.</summary>
    public static IReadOnlyList<FixtureNetwork> Configured { get; } =
    [
        .. new[] { "ConvNextForImageClassification-small", "DeiTForImageClassification-small", "MobileNetV2ForImageClassification", "ResNetForImageClassification-18", "SwinForImageClassification-small",
            "ViTForImageClassification-small" }.Select(file => new FixtureNetwork($"hf/{file}", FromConfiguration, "transformers")),
    ];

    public static IReadOnlyList<FixtureNetwork> Keras { get; } =
    [
        new("keras/VGG16", "keras_vgg16", "keras"), new("keras/ResNet50", "keras_resnet50", "keras"), new("keras/MobileNet-0.25", "keras_mobilenet_025", "keras"),
        new("keras/MobileNetV2-0.35", "keras_mobilenet_v2_035", "keras"), new("keras/MobileNetV2-1.0", "keras_mobilenet_v2", "keras"), new("keras/EfficientNetB0", "keras_efficientnet_b0", "keras"),
        new("keras/EfficientNetB0", "keras_efficientnet_b0_scratch", "keras"), new("keras/InceptionV3", "keras_inception_v3", "keras"), new("keras/Xception", "keras_xception", "keras"),
    ];

    public static IReadOnlyList<FixtureNetwork> Texts { get; } =
    [
        .. new[] { "AlbertModel", "BertForMaskedLM", "BertForSequenceClassification", "BertForTokenClassification", "BertModel", "DebertaV2Model", "DistilBertForSequenceClassification",
            "DistilBertModel", "ElectraModel", "RobertaForSequenceClassification", "RobertaModel" }.Select(file => new FixtureNetwork($"hf/{file}", FromConfiguration, "transformers")),
    ];

    public static IEnumerable<FixtureNetwork> All => [.. Vision, .. Configured, .. Keras, .. Texts];

    public bool IsText => Texts.Contains(this);

    /// <summary>
    /// How far outputs may lie from the file's, in standard deviations: 5e-5. With these weights Keras' published EfficientNet grows its inputs a thousandfold and float32's rounding with
    /// them: the file itself lies 2.6e-4 from
    /// the same network in float64, ONNX Runtime 3.2e-4, and the convolutions' float32 alone moves it by 8e-5 (ConditionTests).
    /// </summary>
    public double Tolerance => Network == "keras_efficientnet_b0" ? 4e-4 : 5e-5;

    /// <summary>The graph with the file's weights, its inputs, and the largest difference of outputs from the file's.</summary>
    public FixtureRun Load()
    {
        string path = $"{Folder}/{File}.json";
        if (IsText) return OfText(path);
        using ArchitectureFixture fixture = new(path);
        if (Keras.Contains(this)) return OfKeras(fixture.Root);
        int classes = fixture.Logits.Length;
        Architecture architecture = Network == FromConfiguration ? TransformersConfig.ArchitectureOf(new(fixture.Root.GetProperty("config"), File)) : Architecture.Get(Network);
        LoadedWeights loaded = WeightLoading.Fill(architecture.Build(new() { Classes = classes }), fixture.Checkpoint(), architecture.Schemes.Single(s => s.Scheme == Scheme));
        loaded.Unused.ShouldAllBe(name => name.EndsWith("num_batches_tracked", StringComparison.Ordinal));
        Architecture.CountLearned(architecture.Build(new() { Classes = classes })).ShouldBe(fixture.Parameters);
        return Images(loaded.Graph, SyntheticWeights.Tensor("input", fixture.InputShape, 1, 0), fixture.Logits);
    }

    /// <summary>A checkpoint of Keras as published: names and shapes of the file.</summary>
    public static Checkpoint KerasCheckpoint(JsonElement json, Func<string, long[], TensorData> value) =>
        new("keras", "synthetic", json.GetProperty("state_dict").EnumerateArray().ToDictionary(e => e[0].GetString()!, e => value(e[0].GetString()!, ArchitectureFixture.Longs(e[1]))));

    private FixtureRun OfKeras(JsonElement json)
    {
        double gain = json.GetProperty("kernel_gain").GetDouble();
        Architecture architecture = Architecture.Get(Network);
        Checkpoint filled = KerasCheckpoint(json, (name, shape) => SyntheticWeights.KerasVariable(name, shape, gain));
        Graph graph = WeightLoading.Fill(architecture.Build(new() { Classes = 1000 }), filled, architecture.Schemes[0], architecture.Unused).Graph;
        long[] nhwc = ArchitectureFixture.Longs(json.GetProperty("input"));
        TensorData image = TensorChange.Permute(SyntheticWeights.Tensor("input", nhwc, json.GetProperty("input_scale").GetDouble(), json.GetProperty("input_offset").GetDouble()), nhwc, [0, 3, 1, 2]);
        bool isPublished = json.TryGetProperty("logits_published_graph", out JsonElement logits) && !Network.EndsWith("_scratch", StringComparison.Ordinal);
        return Images(graph, image.Reshape(nhwc[0], nhwc[3], nhwc[1], nhwc[2]), ArchitectureFixture.Floats((isPublished ? logits : json.GetProperty("logits"))[0]));
    }

    private static FixtureRun Images(Graph graph, TensorData image, float[] logits) =>
        new(graph, new() { [graph.Inputs[0].Name] = image }, found => ArchitectureFixture.Difference(found[graph.Outputs[0].Name].ToFloat32().Span<float>(), logits));

    private static FixtureRun OfText(string path)
    {
        TextFixture fixture = new(path);
        Graph graph = fixture.Load().Graph;
        string[] compared = [.. graph.Outputs.Select(o => o.Name).Where(o => fixture.Root.TryGetProperty(o, out _))];
        return new(graph, fixture.Inputs, found => compared.Max(o => fixture.Difference(found[o].ToFloat32(), fixture.Root.GetProperty(o))));
    }
}

/// <summary>A network of the fixtures ready to be run, in whatever engine.</summary>
/// <param name="Graph">With its weights.</param>
/// <param name="Inputs">By name.</param>
/// <param name="Difference">Of outputs by name: the largest difference from the file's, in standard deviations.</param>
internal sealed record FixtureRun(Graph Graph, Dictionary<string, TensorData> Inputs, Func<IReadOnlyDictionary<string, TensorData>, double> Difference);
