using System.Text.Json;
using Graft.Architectures;
using Graft.Checkpoints;
using Graft.Data;
using Graft.Graphs;

namespace Graft.Tests.Architectures;

/// <summary>The networks of keras.applications: found by their names, prepared as their weights want. Their logits stand with the others.</summary>
public class KerasNetworkTests
{
    private const string Folder = "fixtures/architectures/keras";

    public static TheoryData<string, string> Files
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (FixtureNetwork n in FixtureNetwork.Keras.Where(n => !n.Network.EndsWith("_scratch", StringComparison.Ordinal))) rows.Add(n.File["keras/".Length..], n.Network);
            return rows;
        }
    }

    [SharedTheory(Folder), MemberData(nameof(Files))]
    public void Of_PublishedFile_IsItsNetworkAndScheme(string file, string name)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Folder}/{file}.json")));
        Recognition found = Recognition.Of(Declared(json.RootElement)).ShouldNotBeNull();
        found.Architecture.Name.ShouldBe(name);
        found.Scheme.Scheme.ShouldBe("keras");
        found.Classes.ShouldBe(1000);
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

    private static Checkpoint Declared(JsonElement json) => FixtureNetwork.KerasCheckpoint(json, (_, shape) => TensorData.Declared(ElementType.Float32, shape));
}
