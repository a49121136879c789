using Graft.Graphs;
using Graft.Inference;
using Graft.Text;
using Graft.Training.Heads;
using Graft.Training.Policies;

namespace Graft.Training.Tests.Heads;

public class HeadTests
{
    public static TheoryData<string> Names => [.. HeadNames.All];

    [Theory, MemberData(nameof(Names))]
    public void Create_EveryName_RunsInOnnxRuntimeAndIgnoresPadding(string name)
    {
        Graph model = HeadNames.Create(name, new() { Width = 8 }, tokens: false).Append(Encoder(), outputs: 3, seed: 1);
        model.Outputs[0].Name.ShouldBe("logits");
        Run(model, [7, 3, 9])[..3].ShouldEqual(Run(model, [7, 3, 9, 0, 0])[..3], 1e-6);
    }

    [Theory, MemberData(nameof(Names))]
    public void Append_ParametersOfTheHead_AreKnownToPoliciesAndRepeatable(string name)
    {
        Graph model = HeadNames.Create(name).Append(Encoder(), outputs: 3, seed: 1), again = HeadNames.Create(name).Append(Encoder(), outputs: 3, seed: 1), other = HeadNames.Create(name).Append(Encoder(), outputs: 3, seed: 2);
        string[] drawn = [.. GraphParameters.Of(model).Select(p => p.Name).Where(PolicyBuilder.IsHead)];
        drawn.ShouldContain("head.weight");
        model.Initializers.Where(i => i.Value.Type == ElementType.Float32 && PolicyBuilder.IsHead(i.Key)).Select(i => i.Key).Order(StringComparer.Ordinal)
            .ShouldBe(drawn.Order(StringComparer.Ordinal), "every float of the head is a parameter");
        foreach (string parameter in drawn) model.Initializers[parameter].ToFloats().ShouldBe(again.Initializers[parameter].ToFloats());
        model.Initializers["head.weight"].ToFloats().ShouldNotBe(other.Initializers["head.weight"].ToFloats());
    }

    [Fact]
    public void Append_LinearOverTokens_GivesLogitsForEach() =>
        HeadNames.Create("linear").Append(Encoder(), outputs: 5, seed: 0).Outputs[0].ShapeText.ShouldBe("(batch, sequence, 5)");

    [Fact]
    public void Append_RecurrentOverPooledFeatures_SaysWhatItReads()
    {
        Graph pooled = new Pooling().Append(Encoder());
        Should.Throw<GraftException>(() => HeadNames.Create("bilstm").Append(pooled, 2, 0)).Message.ShouldContain("(batch, sequence, width)");
    }

    [Fact]
    public void Append_UnknownTensor_SuggestsTheNearest() =>
        Should.Throw<UnknownNameException>(() => HeadNames.Create("linear").Append(Encoder(), 2, 0, features: "hiden")).Message.ShouldContain("Did you mean 'hidden'?");

    [Fact]
    public void Create_UnknownName_SuggestsTheNearest() => Should.Throw<UnknownNameException>(() => HeadNames.Create("bi-lstm")).Message.ShouldContain("Did you mean 'bilstm'?");

    [Fact]
    public void Of_LastLayers_StandSideBySide()
    {
        Graph joined = TokenFeatures.Of(Encoder(), -1, -2);
        joined.Outputs[0].ShapeText.ShouldBe("(batch, sequence, 12)");
        HeadNames.Create("crf").Append(joined, 3, 0).Outputs.Select(o => o.Name).ShouldBe(["logits", "tags", "tag_score"]);
    }

    [Fact]
    public void Cut_CrfOverAFrozenEncoder_GivesTheSameTags()
    {
        Graph model = HeadNames.Create("bilstm-crf", new() { Width = 8 }).Append(Encoder(), 3, seed: 0);
        Frontier frontier = Frontier.Of(model, new PolicyBuilder(model).Head());
        (Graph trunk, Graph tail) = model.Cut(frontier.Tensors);

        long[] ids = [1, 2, 3, 4], mask = [1, 1, 1, 0], tagged = [0, 1, 1, 0];
        Dictionary<string, TensorData> inputs = new() { ["input_ids"] = TensorData.Of(ids, 1, 4), ["attention_mask"] = TensorData.Of(mask, 1, 4), ["tag_mask"] = TensorData.Of(tagged, 1, 4) };
        Dictionary<string, TensorData> whole = Outputs(model, inputs), features = Outputs(trunk, inputs);
        Dictionary<string, TensorData> parts = Outputs(tail, inputs.Concat(features.Where(f => !inputs.ContainsKey(f.Key))).ToDictionary(p => p.Key, p => p.Value));
        parts["tags"].ToLongs().ShouldBe(whole["tags"].ToLongs());
        parts["logits"].ToFloats().ShouldBe(whole["logits"].ToFloats());
    }

    private static Dictionary<string, TensorData> Outputs(Graph graph, Dictionary<string, TensorData> inputs)
    {
        using OnnxSession session = new(graph);
        return session.Outputs.Zip(session.Run(inputs)).ToDictionary(p => p.First, p => p.Second);
    }

    /// <summary>Two layers over embeddings of 6 numbers.</summary>
    internal static Graph Encoder()
    {
        GraphBuilder g = new("encoder");
        Wire ids = g.Input("input_ids", ElementType.Int64, "batch", "sequence");
        g.Input("attention_mask", ElementType.Int64, "batch", "sequence");
        Wire x = ids.Embedding("words", 10, 6).Tanh("first").Stage("layer.0");
        Graph graph = g.ToGraph(("hidden", x.Linear("second", 6).Stage("layer.1")));
        return graph.With(graph.Initializers.Where(i => !i.Value.HasData).Select(i => KeyValuePair.Create(i.Key, Drawn(i.Value.Shape))));
    }

    private static TensorData Drawn(IReadOnlyList<long> shape)
    {
        SeededRandom random = Seeds.For("test", shape.Count);
        return TensorData.Of([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)random.NextGaussian())], shape);
    }

    /// <summary>Logits of one text; id 0 is padding.</summary>
    private static double[] Run(Graph model, long[] ids)
    {
        using OnnxSession session = new(model);
        long[] mask = [.. ids.Select(i => i == 0 ? 0L : 1L)];
        long[] characters = [.. ids.SelectMany(i => new[] { i, i == 0 ? 0 : 200, 0, 0 })];
        IReadOnlyList<TensorData> found = session.Run(new Dictionary<string, TensorData>
        {
            ["input_ids"] = TensorData.Of(ids, 1, ids.Length), ["attention_mask"] = TensorData.Of(mask, 1, ids.Length), ["tag_mask"] = TensorData.Of(mask, 1, ids.Length),
            ["character_ids"] = TensorData.Of(characters, 1, ids.Length, 4),
        });
        return HeadData.Doubles(found[session.Outputs.ToList().IndexOf("logits")]);
    }
}
