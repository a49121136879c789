using System.Text;
using System.Text.Json;
using Graft.Architectures.TensorFlowGraphs;
using Graft.Graphs;
using Graft.Inference;
using Graft.Tests.Checkpoints;

namespace Graft.Tests.Architectures.TensorFlowGraphs;

/// <summary>Graph models of TensorFlow.js, against sums that can be done by hand.</summary>
public class TfGraphModelTests
{
    private static readonly string Input = Node("x", "Placeholder", [], "\"shape\":{\"shape\":{\"dim\":[{\"size\":\"-1\"},{\"size\":\"2\"},{\"size\":\"2\"},{\"size\":\"1\"}]}}");

    [Fact]
    public void Open_FusedConvolutionMeanAndProduct_GivesTheSum()
    {
        // Channels 2v - 1 and 10 - v of 1, 2, 3, 4, both cut at 6: their means are 3.75 and 6.
        float[] found = Run(
        [
            Input, Const("k"), Const("b"), Const("axes"), Const("w"),
            Node("conv", "_FusedConv2D", ["x", "k", "b"], $"\"strides\":{Longs(1, 1, 1, 1)},\"padding\":{Text("SAME")},\"fused_ops\":{Texts("BiasAdd", "Relu6")}"),
            Node("mean", "Mean", ["conv", "axes"], "\"keep_dims\":{\"b\":false}"),
            Node("out", "MatMul", ["mean", "w"]),
        ],
        ("k", TensorData.Of([2f, -1f], 1, 1, 1, 2)), ("b", TensorData.Of([-1f, 10f], 2)), ("axes", TensorData.Of([1, 2], 2)), ("w", TensorData.Of([1f, 10f, 2f, 1f], 2, 2)));
        found.ShouldBe([3.75f + 2 * 6, 10 * 3.75f + 6]);
    }

    [Fact]
    public void Open_PadPoolAndReshape_MoveAsTensorFlowDoes()
    {
        float[] found = Run(
        [
            Input, Const("pads"), Const("shape"), Node("padded", "Pad", ["x", "pads"]),
            Node("pool", "MaxPool", ["padded"], $"\"ksize\":{Longs(1, 2, 2, 1)},\"strides\":{Longs(1, 1, 1, 1)},\"padding\":{Text("VALID")}"),
            Node("flat", "Reshape", ["pool", "shape"]),
        ],
        ("pads", TensorData.Of([0, 0, 1, 0, 0, 1, 0, 0], 4, 2)), ("shape", TensorData.Of([-1, 4], 2)));
        found.ShouldBe([2, 2, 4, 4]);
    }

    [Fact]
    public void Open_BatchNormAndMultiplication_ArePerChannel()
    {
        float[] found = Run(
        [
            Input, Const("one"), Const("zero"), Const("mean"), Const("variance"), Const("two"),
            Node("norm", "FusedBatchNormV3", ["x", "one", "zero", "mean", "variance"], "\"epsilon\":{\"f\":0}"), Node("out", "Mul", ["norm", "two"]),
        ],
        ("one", TensorData.Of([1f], 1)), ("zero", TensorData.Of([0f], 1)), ("mean", TensorData.Of([1f], 1)), ("variance", TensorData.Of([4f], 1)), ("two", TensorData.Of([2f], 1)));
        found.ShouldBe([0, 1, 2, 3]);
    }

    [SharedTheory("fixtures/keras"), InlineData("savedmodel-keras2", "probabilities"), InlineData("savedmodel-keras3", "probabilities"), InlineData("savedmodel-tf1-hub", "output")]
    public void Open_SavedModel_GivesTensorFlowsOutput(string folder, string expected)
    {
        JsonElement json = Expected.Json("fixtures/keras/expected.json");
        JsonElement outputs = expected == "output" ? json.GetProperty("files").GetProperty(folder).GetProperty("output") : json.GetProperty("probabilities");
        long[] shape = ArchitectureFixture.Longs(json.GetProperty("input"));
        Graph graph = TfGraphModel.Open(Shared.Path($"fixtures/keras/{folder}"));
        GraphChecker.Check(graph);
        json.GetProperty("files").GetProperty(folder).GetProperty("signature").GetProperty("input").GetString().ShouldBe(graph.Inputs[0].Name);
        using OnnxSession session = new(graph, threads: 1);
        float[] found = session.Run(SyntheticWeights.Tensor("input", shape, 1, 0).ToFloats(), shape)[0].ToFloats();
        found.Zip(outputs.EnumerateArray().SelectMany(ArchitectureFixture.Floats), (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f);
    }

    [SharedFact("fixtures/keras")]
    public void Open_ChangedBytesOfSavedModel_AreReadOrRefused()
    {
        foreach (string folder in new[] { "savedmodel-keras3", "savedmodel-tf1-hub" })
        {
            using TemporaryFolder copy = new();
            Directory.CreateDirectory(copy.Path("variables"));
            foreach (string file in Directory.EnumerateFiles(Shared.Path($"fixtures/keras/{folder}/variables"))) File.Copy(file, copy.Path($"variables/{Path.GetFileName(file)}"));
            byte[] sound = File.ReadAllBytes(Shared.Path($"fixtures/keras/{folder}/saved_model.pb"));
            Mutations.Try(sound, copy.Path("saved_model.pb"), 100, path => new("x", "x", TfGraphModel.Open(path).Initializers));
        }
    }

    [Fact]
    public void Open_UnknownOperations_TellsAllOfThem() => Should.Throw<GraftException>(() => Run([Input, Node("a", "Foo", ["x"]), Node("b", "Bar", ["a"])])).Message
        .ShouldContain("2 nodes have operations that Graft does not build: Bar ('b'), Foo ('a')");

    [Fact]
    public void Open_Circle_IsRefused() => Should.Throw<GraftException>(() => Run([Input, Node("a", "Relu", ["b"]), Node("b", "Relu", ["a"]), Node("c", "Relu", ["a"])])).Message.ShouldContain("reads its own output");

    [Fact]
    public void Open_MissingConstant_NamesIt() => Should.Throw<GraftException>(() => Run([Input, Const("k"), Node("a", "Mul", ["x", "k"])])).Message.ShouldContain("node 'k' (Const): its value is not among the weights");

    private static float[] Run(string[] nodes, params (string, TensorData)[] weights)
    {
        using TemporaryFolder folder = new();
        TfJsModel.Write(folder.Root, "{\"node\":[" + string.Join(',', nodes) + "]}", weights);
        Graph graph = TfGraphModel.Open(folder.Root);
        GraphChecker.Check(graph);
        using OnnxSession session = new(graph, threads: 1);
        return session.Run(new float[] { 1, 2, 3, 4 }, 1, 2, 2, 1)[0].ToFloats();
    }

    private static string Node(string name, string op, string[] inputs, string attributes = "") =>
        $"{{\"name\":\"{name}\",\"op\":\"{op}\",\"input\":[{string.Join(',', inputs.Select(i => $"\"{i}\""))}],\"attr\":{{{attributes}}}}}";

    private static string Const(string name) => Node(name, "Const", []);

    private static string Longs(params int[] values) => "{\"list\":{\"i\":[" + string.Join(',', values.Select(v => $"\"{v}\"")) + "]}}";

    private static string Text(string value) => "{\"s\":" + Encoded(value) + "}";

    private static string Texts(params string[] values) => "{\"list\":{\"s\":[" + string.Join(',', values.Select(Encoded)) + "]}}";

    private static string Encoded(string value) => $"\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}\"";
}
