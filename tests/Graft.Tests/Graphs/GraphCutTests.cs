using Graft.Graphs;
using Graft.Inference;

namespace Graft.Tests.Graphs;

public class GraphCutTests
{
    private static readonly Lazy<Graph> Network = new(() => DrawnNetwork.Build("squeezenet1_1"));

    [Theory]
    [InlineData("stem")]
    [InlineData("fire4")]
    [InlineData("fire9")]
    public void Cut_ThenAppend_GivesTheSameLogits(string stage)
    {
        string tensor = Network.Value.Stages.Single(s => s.Name == stage).Tensor;
        (Graph trunk, Graph tail) = Network.Value.Cut(tensor);
        float[] image = Image();
        Run(trunk.Append(tail, "put together again"), image).ShouldBe(Run(Network.Value, image));

        using OnnxSession first = new(trunk), second = new(tail);
        TensorData features = first.Run(image, 1, 3, 224, 224)[0];
        float[] logits = second.Run(new Dictionary<string, TensorData> { [tensor] = features })[0].ToFloats();
        float[] whole = Run(Network.Value, image);
        for (int i = 0; i < whole.Length; i++) logits[i].ShouldBe(whole[i], 1e-5f * Math.Max(1, Math.Abs(whole[i])));
    }

    [Fact]
    public void Cut_Parts_ShareNoParameterAndLoseNone()
    {
        (Graph trunk, Graph tail) = Network.Value.Cut(Network.Value.Stages[4].Tensor);
        trunk.Initializers.Keys.Intersect(tail.Initializers.Keys).ShouldBeEmpty();
        trunk.Initializers.Keys.Union(tail.Initializers.Keys).Order().ShouldBe(Network.Value.Initializers.Keys.Order());
    }

    [Fact]
    public void Cut_UnknownTensor_SuggestsTheNearest() =>
        Should.Throw<UnknownNameException>(() => Network.Value.Cut("features.12x")).Message.ShouldContain("Did you mean 'features.12'?");

    [Fact]
    public void Append_AnotherRank_TellsBoth()
    {
        Graph head = new()
        {
            Name = "head",
            Inputs = [new("x", ElementType.Float32, ["batch", 1000, 1])],
            Outputs = [new("y", ElementType.Float32, ["batch", 1000, 1])],
            Nodes = [new Node("Relu", ["x"], ["y"])],
            Initializers = [],
        };
        string message = Should.Throw<GraftException>(() => Network.Value.Append(head, "attach head", new Dictionary<string, string> { ["x"] = "logits" })).Message;
        message.ShouldContain("attach head: cannot feed 'logits'");
        message.ShouldContain("ranks 2 and 3 differ");
    }

    [Fact]
    public void Infer_Network_KnowsEveryShape()
    {
        Graph inferred = ShapeInference.Infer(Network.Value with { Values = Network.Value.Values.Clear() });
        foreach (Node node in inferred.Nodes.Where(n => n.OpType != "Constant")) inferred.Find(node.Outputs[0])?.Shape.ShouldNotBeNull(node.Label);
        inferred.Find("features.12")!.Shape!.Skip(1).Select(d => d.Value).ShouldBe([512L, 13L, 13L]);
    }

    private static float[] Image()
    {
        SeededRandom random = Seeds.For("image", 0);
        return [.. Enumerable.Range(0, 3 * 224 * 224).Select(_ => (float)random.NextDouble(-1, 1))];
    }

    private static float[] Run(Graph graph, float[] image)
    {
        using OnnxSession session = new(graph);
        return session.Run(image, 1, 3, 224, 224)[0].ToFloats();
    }
}
