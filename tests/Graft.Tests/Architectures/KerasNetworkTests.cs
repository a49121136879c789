using System.Text.Json;
using Graft.Architectures;
using Graft.Checkpoints;
using Graft.Data;
using Graft.Graphs;
using Graft.Inference;
using Xunit.Abstractions;

namespace Graft.Tests.Architectures;

/// <summary>The networks of keras.applications against Keras itself, with synthetic weights.</summary>
public class KerasNetworkTests(ITestOutputHelper output)
{
    private const string Folder = "fixtures/architectures/keras";
    private const double Tolerance = 5e-5;      // of the logits' standard deviation

    public static TheoryData<string, string> Files => new()
    {
        { "VGG16", "keras_vgg16" }, { "ResNet50", "keras_resnet50" }, { "MobileNet-0.25", "keras_mobilenet_025" }, { "MobileNetV2-0.35", "keras_mobilenet_v2_035" },
        { "MobileNetV2-1.0", "keras_mobilenet_v2" }, { "EfficientNetB0", "keras_efficientnet_b0" }, { "InceptionV3", "keras_inception_v3" }, { "Xception", "keras_xception" },
    };

    [SharedTheory(Folder), MemberData(nameof(Files))]
    public void Build_WithTheWeightsOfTheFile_GivesKerasLogits(string file, string name)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Folder}/{file}.json")));
        Recognition found = Recognition.Of(Declared(json.RootElement)).ShouldNotBeNull();
        found.Architecture.Name.ShouldBe(name);
        found.Scheme.Scheme.ShouldBe("keras");
        found.Classes.ShouldBe(1000);

        bool isPublished = json.RootElement.TryGetProperty("logits_published_graph", out JsonElement logits);
        double difference = Difference(found.Architecture, found.Scheme, json.RootElement, isPublished ? logits : json.RootElement.GetProperty("logits"));
        output.WriteLine(FormattableString.Invariant($"{file}: largest difference {difference:0.0e+0} of the standard deviation"));
        // With these weights the published EfficientNet grows its inputs a thousandfold, and its rounding with them.
        difference.ShouldBeLessThan(isPublished ? 3e-4 : Tolerance);
    }

    [SharedFact(Folder)]
    public void Build_EfficientNetMadeWithoutWeights_GivesKerasLogits()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Folder}/EfficientNetB0.json")));
        Architecture made = Architecture.Get("keras_efficientnet_b0_scratch");
        double difference = Difference(made, made.Schemes[0], json.RootElement, json.RootElement.GetProperty("logits"));
        output.WriteLine(FormattableString.Invariant($"EfficientNetB0 without weights: largest difference {difference:0.0e+0} of the standard deviation"));
        difference.ShouldBeLessThan(Tolerance);
    }

    [SharedTheory(Folder), MemberData(nameof(Files))]
    public void Schemes_OfKeras3_NameThatVersionsFiles(string file, string name)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Folder}/{file}.json")));
        if (!json.RootElement.TryGetProperty("keras3_names", out JsonElement renamed)) return;
        Dictionary<string, TensorData> tensors = Declared(json.RootElement).Tensors.ToDictionary(t => renamed.TryGetProperty(t.Key, out JsonElement other) ? other.GetString()! : t.Key, t => t.Value);
        Recognition.Of(new("keras3", "synthetic", tensors))!.Architecture.Name.ShouldBe(name);
    }

    [SharedTheory(Folder), InlineData("ResNet50", "resnet50"), InlineData("ResNet50", "ResNet50"), InlineData("VGG16", "vgg16"), InlineData("InceptionV3", "inception_v3")]
    public void Of_NetworkByItsOrdinaryName_IsKerasForm(string file, string name)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Folder}/{file}.json")));
        Graft.Conversion.NetworkFile.Of(Declared(json.RootElement), "weights.h5", name).Scheme.Scheme.ShouldBe("keras");
    }

    [SharedFact(Folder)]
    public void Of_CheckpointOfTraining_IsTheNetworkAllTheSame()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Folder}/VGG16.json")));
        Dictionary<string, TensorData> tensors = Declared(json.RootElement).Tensors.ToDictionary(t => t.Key, t => t.Value);
        tensors["fc1/bias/Adam"] = tensors["fc1/bias"];
        tensors["beta1_power"] = TensorData.Scalar(0.9f);
        Recognition.Of(new("training", "synthetic", tensors)).ShouldNotBeNull().Architecture.Name.ShouldBe("keras_vgg16");
    }

    [SharedFact(Folder)]
    public void Of_FileWithoutTop_IsTheNetworkWithoutTop()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Folder}/VGG16.json")));
        Dictionary<string, TensorData> tensors = Declared(json.RootElement).Tensors.Where(t => t.Key.StartsWith("block", StringComparison.Ordinal)).ToDictionary(t => t.Key, t => t.Value);
        Recognition found = Recognition.Of(new("notop", "synthetic", tensors)).ShouldNotBeNull();
        found.Architecture.Name.ShouldBe("keras_vgg16_notop");
        found.Classes.ShouldBeNull();
    }

    [Theory]
    [InlineData("keras_mobilenet", "MobilenetV1/Conv2d_13_pointwise/BatchNorm/gamma", "MobilenetV1/Conv2d_1_depthwise/depthwise_weights", "MobilenetV1/Conv2d_0/weights")]
    [InlineData("keras_mobilenet_v2", "MobilenetV2/Conv_1/BatchNorm/moving_variance", "MobilenetV2/expanded_conv_16/depthwise/depthwise_weights", "MobilenetV2/expanded_conv_1/expand/weights")]
    public void Schemes_OfSlim_NameTheVariablesOfTensorFlowHub(string name, params string[] expected)
    {
        Architecture network = Architecture.Get(name);
        NameMap slim = network.Schemes.Single(s => s.Scheme == "slim");
        string[] theirs = [.. network.Build(new()).Initializers.Keys.SelectMany(k => slim.Source(k).Theirs)];
        expected.ShouldBeSubsetOf(theirs);
    }

    [Theory]
    [InlineData("keras_vgg16", "bgr", 1.0, 103.939)]
    [InlineData("keras_mobilenet", "rgb", 1 / 127.5, 1.0)]
    [InlineData("keras_resnet50v2", "rgb", 1 / 127.5, 1.0)]
    [InlineData("keras_densenet121", "rgb", 1 / 255.0, 0.485)]
    [InlineData("keras_efficientnet_b0", "rgb", 1.0, 0.0)]
    public void Preprocessing_OfEveryMode_IsThatOfTheWeights(string name, string order, double rescale, double mean)
    {
        Preprocessing pixels = Architecture.Get(name).Preprocessing;
        pixels.ChannelOrder.ToString().ShouldBe(order, StringCompareShould.IgnoreCase);
        pixels.Rescale.ShouldBe(rescale);
        pixels.Mean[0].ShouldBe(mean);
    }

    private static double Difference(Architecture architecture, NameMap scheme, JsonElement json, JsonElement logits)
    {
        Graph graph = WeightLoading.Fill(architecture.Build(new() { Classes = 1000 }), Filled(json), scheme, architecture.Unused).Graph;
        long[] nhwc = ArchitectureFixture.Longs(json.GetProperty("input")), nchw = [nhwc[0], nhwc[3], nhwc[1], nhwc[2]];
        TensorData image = TensorChange.Permute(SyntheticWeights.Tensor("input", nhwc, json.GetProperty("input_scale").GetDouble(), json.GetProperty("input_offset").GetDouble()), nhwc, [0, 3, 1, 2]);
        using OnnxSession session = new(graph, threads: 2);
        return ArchitectureFixture.Difference(session.Run(image.ToFloats(), nchw)[0].Span<float>(), ArchitectureFixture.Floats(logits[0]));
    }

    private static IEnumerable<(string Name, long[] Shape)> State(JsonElement json) =>
        json.GetProperty("state_dict").EnumerateArray().Select(e => (e[0].GetString()!, ArchitectureFixture.Longs(e[1])));

    private static Checkpoint Declared(JsonElement json) => new("keras", "synthetic", State(json).ToDictionary(s => s.Name, s => TensorData.Declared(ElementType.Float32, s.Shape)));

    private static Checkpoint Filled(JsonElement json)
    {
        double gain = json.GetProperty("kernel_gain").GetDouble();
        return new("keras", "synthetic", State(json).ToDictionary(s => s.Name, s => SyntheticWeights.KerasVariable(s.Name, s.Shape, gain)));
    }
}
