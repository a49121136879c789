using Graft.Architectures;
using Graft.Architectures.Text;
using Graft.Graphs;
using Graft.Graphs.Lowering;
using Graft.Inference;

namespace Graft.Tests.Graphs.Lowering;

/// <summary>Each rule alone, and whole networks, against the same graph in the newest operator set, all in ONNX Runtime.</summary>
public class OpsetLoweringTests
{
    private static readonly Dictionary<string, Func<GraphBuilder, Wire>> Cases = new()
    {
        ["gelu"] = g => Image(g).Gelu("y"),
        ["gelu tanh"] = g => Image(g).GeluTanh("y"),
        ["layer normalisation"] = g => Image(g).LayerNorm("y", Value(g, "weight", 6), Value(g, "bias", 6), 1e-3f),
        ["hard swish"] = g => Image(g).HardSwish("y"),
        ["shape of an axis"] = g => Image(g).SizeOf(1, "y"),
        ["mean over axes"] = g => Image(g).Mean([2, 3], "y"),
        ["split"] = g => Image(g).Split(2, 1, "y")[1].Relu("z"),
        ["pad"] = g => Image(g).Pad([0, 0, 1, 2], [0, 1, 0, 1], "y"),
        ["average pool"] = g => Image(g).AveragePool(new(3) { Stride = 2, Padding = 1 }, name: "y"),
        ["attention"] = g => Tokens(g, "q").Attention(Tokens(g, "k"), Tokens(g, "v"), heads: 2, name: "y"),
        ["attention with scale"] = g => Tokens(g, "q").Attention(Tokens(g, "k"), Tokens(g, "v"), heads: 4, name: "y", scale: 0.3f),
        ["attention with a mask of numbers"] = g => Tokens(g, "q").Attention(Tokens(g, "k"), Tokens(g, "v"), 2, Value(g, "mask", 2, 1, 5, 5), "y"),
        ["attention with a mask"] = g => Tokens(g, "q").Attention(Tokens(g, "k"), Tokens(g, "v"), 2, Mask(g), "y"),
        ["attention over heads"] = g => Value(g, "q", 2, 3, 5, 4).Attention4(Value(g, "k", 2, 3, 5, 4), Value(g, "v", 2, 3, 5, 4), Mask(g), "y"),
    };

    public static TheoryData<string, int> Rules
    {
        get
        {
            TheoryData<string, int> rows = [];
            foreach (string name in Cases.Keys)
                foreach (int opset in new[] { 13, 14, 17, 18, 20 }) rows.Add(name, opset);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public void To_OlderSet_ComputesTheSame(string name, int opset)
    {
        GraphBuilder builder = new(name);
        Graph graph = builder.ToGraph(("out", Cases[name](builder)));
        Difference(graph, OpsetLowering.To(graph, opset), new Dictionary<string, TensorData> { ["image"] = SyntheticWeights.Tensor("image", [2, 4, 5, 6], 3, 0) }).ShouldBeLessThan(2e-6);
    }

    [Theory]
    [InlineData("vit_tiny_patch16_224"), InlineData("convnext_atto"), InlineData("mobilenet_v3_small"), InlineData("resnet18"), InlineData("swin_t")]
    public void To_OlderSet_LeavesPhotoNetworksAsTheyAre(string name)
    {
        Graph graph = Filled(Architecture.Get(name).Build());
        Dictionary<string, TensorData> image = new() { ["image"] = SyntheticWeights.Tensor("input", [1, 3, 224, 224], 1, 0) };
        foreach (int opset in new[] { 13, 17 })
        {
            Graph lowered = OpsetLowering.To(graph, opset);
            lowered.Nodes.ShouldNotContain(n => n.OpType == "Attention" || n.OpType == "Gelu");
            lowered.Initializers.Keys.Where(k => graph.Initializers.TryGetValue(k, out TensorData? t) && t.Type.IsFloat()).Count().ShouldBe(graph.Initializers.Values.Count(t => t.Type.IsFloat()));
            Difference(graph, lowered, image).ShouldBeLessThan(1e-4);
        }
    }

    [Theory]
    [InlineData("bert"), InlineData("deberta-v2"), InlineData("roberta")]
    public void To_OlderSet_LeavesTextNetworksAsTheyAre(string type)
    {
        TextConfig config = new()
        {
            ModelType = type, Vocabulary = 50, Width = 16, Layers = 2, Heads = 2, Inner = 32, EmbeddingWidth = 16, Positions = 40, Types = type == "bert" ? 2 : 0, Epsilon = 1e-7f,
            Activation = "gelu", PadId = 1, PositionBuckets = type == "deberta-v2" ? 8 : 0, RelativeAttention = type == "deberta-v2" ? ["c2p", "p2c"] : [],
        };
        Graph graph = Filled(TextArchitecture.Build(config, new() { Pooler = false }));
        TensorData ids = TensorData.Of([5L, 9, 3, 7, 8, 1, 4, 2, 6, 10], 2, 5), mask = TensorData.Of([1L, 1, 1, 1, 1, 1, 1, 1, 0, 0], 2, 5);
        Dictionary<string, TensorData> inputs = new() { ["input_ids"] = ids, ["attention_mask"] = mask, ["token_type_ids"] = TensorData.Of(new long[10], 2, 5) };
        foreach (int opset in new[] { 13, 17 }) Difference(graph, OpsetLowering.To(graph, opset), inputs).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void To_OperatorWithoutRule_TellsAllOfThem()
    {
        GraphBuilder builder = new("young");
        Wire x = Image(builder);
        Wire normal = builder.Node("RMSNormalization", "rms", [x, Value(builder, "weight", 6)], x.Shape);
        Graph graph = builder.ToGraph(("out", builder.Node("Mish", "mish", [normal], x.Shape)));

        string message = Should.Throw<GraftException>(() => OpsetLowering.To(graph, 17)).Message;

        message.ShouldContain("node 'rms' (RMSNormalization): is of operator set 23");
        message.ShouldContain("node 'mish' (Mish): is of operator set 18");
    }

    [Fact]
    public void To_NewerOrTooOldSet_IsRefused()
    {
        GraphBuilder builder = new("g");
        Graph graph = builder.ToGraph(("out", Image(builder).Relu()));
        Should.Throw<GraftException>(() => OpsetLowering.To(graph, 12)).Message.ShouldContain("expected 13 to 23");
        Should.Throw<GraftException>(() => OpsetLowering.To(OpsetLowering.To(graph, 17), 20)).Message.ShouldContain("not for newer ones");
    }

    private static Graph Filled(Graph declared) => declared.With(declared.Initializers.Where(i => !i.Value.HasData).Select(i =>
        KeyValuePair.Create(i.Key, SyntheticWeights.Parameter(i.Key, i.Value.Shape, i.Value.Shape.Count == 1 && i.Key.EndsWith("weight", StringComparison.Ordinal), 1))));

    private static double Difference(Graph graph, Graph lowered, IReadOnlyDictionary<string, TensorData> inputs)
    {
        float[] expected = Run(graph, inputs), found = Run(lowered, inputs);
        return found.Length == expected.Length ? expected.Zip(found).Max(p => Math.Abs(p.First - p.Second)) : double.PositiveInfinity;
    }

    private static float[] Run(Graph graph, IReadOnlyDictionary<string, TensorData> inputs)
    {
        using OnnxSession session = new(graph, threads: 1);
        return session.Run(inputs)[0].ToFloats();
    }

    private static Wire Image(GraphBuilder g) => g.Input("image", ElementType.Float32, "batch", 4, 5, 6);

    private static Wire Tokens(GraphBuilder g, string name) => Value(g, name, 2, 5, 8);

    private static Wire Value(GraphBuilder g, string name, params long[] shape) => g.Constant(name, SyntheticWeights.Tensor(name, shape, 1, 0));

    private static Wire Mask(GraphBuilder g) => g.Constant("mask", TensorData.Of(Enumerable.Range(0, 50).Select(i => i % 7 != 3 && i % 5 != 4).ToArray(), 2, 1, 5, 5));
}
