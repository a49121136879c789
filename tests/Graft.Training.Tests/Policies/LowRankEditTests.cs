using System.Collections.Immutable;
using System.Text.Json;
using Graft.Graphs;
using Graft.Tests;
using Graft.Training.Policies;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Training.Tests.Policies;

public class LowRankEditTests
{
    public static TheoryData<string> Cases => Fixture.Names("lora", "cases");

    [SharedTheory("fixtures/training/lora.json"), MemberData(nameof(Cases))]
    public void Attach_ReferenceWeights_GivesTheSameOutputBeforeAndAfterMerging(string name)
    {
        JsonElement c = Fixture.Read("lora").GetProperty("cases").Case(name);
        Graph layer = Layer(name, c);
        int rank = (int)c.Number("r", 0);
        Policy policy = new("low rank", ImmutableSortedDictionary<string, Treatment>.Empty.Add("weight", new(1, rank, c.Number("scaling", 0) * rank)));
        Dictionary<string, TensorData> trained = new()
        {
            ["weight.lora_A"] = Data(c.GetProperty("lora_A")).Reshape(rank, Data(c.GetProperty("lora_A")).Count / rank),
            ["weight.lora_B"] = Data(c.GetProperty("lora_B")).Reshape(Data(c.GetProperty("lora_B")).Count / rank, rank),
        };
        Graph attached = LowRankEdit.Attach(layer, policy, seed: 0);
        Run(attached, c).ShouldEqual(c.GetProperty("base_output").Numbers(), 1e-5, "before training");
        Run(attached.With(trained), c).ShouldEqual(c.GetProperty("output").Numbers(), 1e-5, "trained");
        Graph merged = LowRankEdit.Merge(layer, policy, trained);
        Run(merged, c).ShouldEqual(c.GetProperty("output").Numbers(), 1e-5, "merged");
        Doubles(merged.Initializers["weight"].ToFloats()).ShouldEqual(c.GetProperty("merged_weight").Numbers(), 1e-5, "weight");
    }

    [Fact]
    public void Attach_WeightStoredInputsFirst_MergesToTheSameOutput()
    {
        GraphBuilder g = new("matmul");
        Graph layer = g.ToGraph(("y", g.Input("x", ElementType.Float32, "batch", 3).MatMul(g.Parameter("weight", 3, 2))))
            .With([KeyValuePair.Create("weight", TensorData.Of(new float[] { 1, 2, 3, 4, 5, 6 }, 3, 2))]);
        Policy policy = new("low rank", ImmutableSortedDictionary<string, Treatment>.Empty.Add("weight", new(1, 1, 2)));
        Dictionary<string, TensorData> trained = new() { ["weight.lora_A"] = TensorData.Of(new float[] { 1, 2, 3 }, 1, 3), ["weight.lora_B"] = TensorData.Of(new float[] { 1, -1 }, 2, 1) };
        float[] input = [1, 2, 3];
        double[] expected = [1 + 6 + 15 + 2 * 14, 2 + 8 + 18 - 2 * 14];
        Run(LowRankEdit.Attach(layer, policy, 0).With(trained), input, [1, 3]).ShouldEqual(expected, 1e-5);
        Run(LowRankEdit.Merge(layer, policy, trained), input, [1, 3]).ShouldEqual(expected, 1e-5);
    }

    [Fact]
    public void Attached_Policy_FreezesTheWeightAndTrainsTheAddition()
    {
        Graph graph = Backbones.WithHead("resnet18");
        Policy attached = LowRankEdit.Attached(new PolicyBuilder(graph).LowRank(4, pattern: "^layer4"));
        attached["layer4.0.conv1.weight"].IsFrozen.ShouldBeTrue();
        attached["layer4.0.conv1.weight.lora_A"].RateFactor.ShouldBe(1);
        attached["layer3.0.conv1.weight.lora_A"].IsFrozen.ShouldBeTrue();
        attached["head.weight"].IsLowRank.ShouldBeFalse();
    }

    private static Graph Layer(string name, JsonElement c)
    {
        TensorData weight = Data(c.GetProperty("base").GetProperty("weight"));
        bool conv = weight.Shape.Count == 4, bias = c.GetProperty("base").TryGetProperty("bias", out JsonElement b) && b.IsTensor();
        long padding = conv ? weight.Shape[2] / 2 : 0, stride = name.Contains("stride2", StringComparison.Ordinal) ? 2 : 1;
        Node node = new(conv ? "Conv" : "Gemm", bias ? ["x", "weight", "bias"] : ["x", "weight"], ["y"], "layer")
        {
            Attributes = conv ? new Dictionary<string, object> { ["pads"] = new[] { padding, padding, padding, padding }, ["strides"] = new[] { stride, stride } }
                : new Dictionary<string, object> { ["transB"] = 1L },
        };
        ImmutableDictionary<string, TensorData> tensors = ImmutableDictionary<string, TensorData>.Empty.Add("weight", weight);
        return new()
        {
            Name = name, Nodes = [node], Initializers = bias ? tensors.Add("bias", Data(b)) : tensors,
            Inputs = [new("x", ElementType.Float32, [.. c.GetProperty("input").Shape().Select(d => (Dimension)d)])], Outputs = [new("y", ElementType.Float32, null)],
        };
    }

    private static TensorData Data(JsonElement e) => TensorData.Of([.. e.Numbers().Select(v => (float)v)], e.Shape());

    private static double[] Run(Graph graph, JsonElement c) => Run(graph, [.. c.GetProperty("input").Numbers().Select(v => (float)v)], c.GetProperty("input").Shape());

    private static double[] Run(Graph graph, float[] input, long[] shape)
    {
        using InferenceSession session = new(OnnxFile.ToBytes(graph));
        using OrtValue x = OrtValue.CreateTensorValueFromMemory(input, shape);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> y = session.Run(options, ["x"], [x], ["y"]);
        return Doubles(y[0].GetTensorDataAsSpan<float>());
    }

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = values[i];
        return wide;
    }
}
