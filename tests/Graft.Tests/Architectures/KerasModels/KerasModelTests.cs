using System.Text.Json;
using Graft.Architectures.KerasModels;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Inference;
using Graft.Tests.Checkpoints;
using Xunit.Abstractions;

namespace Graft.Tests.Architectures.KerasModels;

/// <summary>The small network of the fixtures out of each format, against Keras.</summary>
public class KerasModelTests(ITestOutputHelper output)
{
    private const string Folder = "fixtures/keras";

    /// <summary>Files with a configuration, and how far quantised weights may move the probabilities.</summary>
    public static TheoryData<string, double> Models => new()
    {
        { "h5/whole-keras2.h5", 1e-5 }, { "h5/whole-keras3.h5", 1e-5 }, { "h5/nested-keras2.h5", 1e-5 }, { "keras/tiny.keras", 1e-5 }, { "keras/tiny-keras2.keras", 1e-5 },
        { "keras/nested.keras", 1e-5 }, { "savedmodel-keras2", 1e-5 }, { "tfjs", 1e-5 }, { "tfjs-shards/model.json", 1e-5 }, { "tfjs-uint16", 1e-4 }, { "tfjs-float16", 2e-3 }, { "tfjs-uint8", 2e-2 },
    };

    /// <summary>Files of weights alone, which need the configuration of another.</summary>
    public static TheoryData<string> WeightsAlone =>
    [
        "h5/weights-keras2.h5", "h5/keras3.weights.h5", "savedmodel-keras3", "checkpoint/object-based.index", "checkpoint/keras2-save-weights",
        "variants/gzip.h5", "variants/chunked-checksum.h5", "variants/big-endian.h5", "variants/latest.h5", "variants/fixed-strings.h5", "variants/user-block.h5", "variants/names-in-parts.h5", "variants/float64.h5",
    ];

    [SharedTheory(Folder), MemberData(nameof(Models))]
    public void Open_TinyNetwork_GivesKerasProbabilities(string file, double tolerance)
    {
        double difference = Largest(KerasModel.Open(Shared.Path($"{Folder}/{file}")));
        output.WriteLine(FormattableString.Invariant($"{file}: largest difference {difference:0.0e+0}"));
        difference.ShouldBeLessThan(tolerance);
    }

    [SharedTheory(Folder), MemberData(nameof(WeightsAlone))]
    public void Open_WithWeightsOfAnotherFile_GivesKerasProbabilities(string file)
    {
        string model = Shared.Path($"{Folder}/{(file == "savedmodel-keras3" ? "keras/tiny.keras" : "h5/whole-keras2.h5")}");
        Largest(KerasModel.Open(model, Checkpoint.Open(Shared.Path($"{Folder}/{file}")))).ShouldBeLessThan(1e-5);
    }

    [SharedFact(Folder)]
    public void Open_NamesAndShapes_AreTheLayers()
    {
        Graph graph = KerasModel.Open(Shared.Path($"{Folder}/keras/tiny.keras"));
        GraphChecker.Check(graph);
        graph.Inputs[0].ShapeText.ShouldBe("(batch, 16, 16, 3)");
        graph.Outputs[0].ShapeText.ShouldBe("(batch, 5)");
        graph.Initializers.Keys.ShouldContain("conv.weight");
        graph.Initializers["conv.weight"].Shape.ShouldBe([8, 3, 3, 3]);
    }

    [SharedTheory(Folder), InlineData("h5/lambda.h5"), InlineData("keras/lambda.keras")]
    public void Open_LambdaLayer_IsRefusedWithoutDecodingIt(string file) =>
        Refusal(Shared.Path($"{Folder}/bad/{file}")).ShouldContain("is a Lambda: Python code, which is never decoded or run");

    [SharedFact(Folder)]
    public void Open_WeightsWithoutConfiguration_SaysWhatToDo() => Refusal(Shared.Path($"{Folder}/h5/weights-keras2.h5")).ShouldContain("holds no configuration of a Keras model");

    [Fact]
    public void Open_UnknownLayers_TellsAllOfThem()
    {
        using TemporaryFolder folder = new();
        TfJsModel.Write(folder.Root, TfJsModel.Sequential([4], TfJsModel.Layer("Foo", "a"), TfJsModel.Layer("Dense", "b", "\"units\":2"), TfJsModel.Layer("Bar", "c")));
        string message = Refusal(folder.Root);
        message.ShouldContain("2 layers are of classes that Graft does not build: Foo ('a'), Bar ('c')");
        message.ShouldContain("SeparableConv2D");
    }

    [Fact]
    public void Open_WrongShape_NamesTheLayer()
    {
        using TemporaryFolder folder = new();
        TfJsModel.Write(folder.Root, TfJsModel.Sequential([4], TfJsModel.Layer("Dense", "b", "\"units\":2")), ("b/kernel", TensorData.Of(new float[6], 3, 2)), ("b/bias", TensorData.Of(new float[2], 2)));
        Refusal(folder.Root).ShouldContain("layer 'b' (Dense): its weight should have shape [4, 2], the file has [3, 2]");
    }

    [SharedFact(Folder)]
    public void Open_ChangedBytes_AreReadOrRefused() => Mutations.Try([Shared.Path($"{Folder}/tfjs/model.json"), Shared.Path($"{Folder}/keras/nested.keras"), Shared.Path($"{Folder}/h5/whole-keras3.h5")], perFile: 80,
        path => new("x", "x", KerasModel.Open(path).Initializers));

    private static double Largest(Graph graph)
    {
        JsonElement expected = Expected.Json($"{Folder}/expected.json");
        long[] shape = ArchitectureFixture.Longs(expected.GetProperty("input"));
        using OnnxSession session = new(graph, threads: 1);
        float[] found = session.Run(SyntheticWeights.Tensor("input", shape, 1, 0).ToFloats(), shape)[0].ToFloats();
        float[] wanted = [.. expected.GetProperty("probabilities").EnumerateArray().SelectMany(ArchitectureFixture.Floats)];
        return found.Zip(wanted, (a, b) => Math.Abs((double)a - b)).Max();
    }

    private static string Refusal(string path) => Should.Throw<GraftException>(() => { KerasModel.Open(path); }).Message;
}
