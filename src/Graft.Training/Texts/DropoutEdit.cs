using Graft.Graphs;

namespace Graft.Training.Texts;

/// <summary>
/// Dropout where BERT was pretrained with it: behind the embeddings, and before each residual sum. Built networks leave it out, as it does nothing when a
/// model is used; it is there while the network learns, and leaves again before the model is written.
/// </summary>
internal static class DropoutEdit
{
    private const string Suffix = "/drop", Rate = "rate" + Suffix;

    /// <summary>The graph with dropout.</summary>
    public static Graph Insert(Graph graph, double rate)
    {
        if (rate <= 0) return graph;
        Dictionary<string, Node> sums = graph.Nodes.Where(n => n.OpType == "Add" && n.Name.EndsWith(".sum", StringComparison.Ordinal) && !n.Name.Contains("embeddings", StringComparison.Ordinal)).ToDictionary(n => n.Inputs[0], n => n, StringComparer.Ordinal);
        string? embeddings = graph.Stages.FirstOrDefault(s => s.Name == "embeddings")?.Tensor;
        List<Node> nodes = [Constant(rate)];
        foreach (Node node in graph.Nodes)
        {
            string[] inputs = [.. node.Inputs.Select((input, i) => input.Length > 0 && (input == embeddings || (i == 0 && sums.GetValueOrDefault(input) == node)) ? input + Suffix : input)];
            nodes.AddRange(inputs.Where((i, at) => i != node.Inputs[at] && !nodes.Any(n => n.Outputs[0] == i)).Select(i => new Node("Dropout", [i[..^Suffix.Length], Rate], [i], i)));
            nodes.Add(node with { Inputs = inputs });
        }
        return graph with { Nodes = [.. nodes], Values = graph.Values.AddRange(nodes.Where(n => n.OpType == "Dropout" && n.Name.EndsWith(Suffix, StringComparison.Ordinal)).Select(n => KeyValuePair.Create(n.Outputs[0], graph.Find(n.Inputs[0])! with { Name = n.Outputs[0] }))) };
    }

    /// <summary>The graph without any dropout.</summary>
    public static Graph Remove(Graph graph)
    {
        Dictionary<string, string> source = graph.Nodes.Where(n => n.OpType == "Dropout").ToDictionary(n => n.Outputs[0], n => n.Inputs[0], StringComparer.Ordinal);
        Graph without = graph with
        {
            Nodes = [.. graph.Nodes.Where(n => n.OpType != "Dropout").Select(n => n with { Inputs = [.. n.Inputs.Select(i => source.GetValueOrDefault(i, i))] })],
            Values = graph.Values.RemoveRange(source.Keys),
        };
        return without.Between([.. graph.Inputs.Select(i => i.Name)], [.. graph.Outputs.Select(o => o.Name)]); // their rates are read by nobody any more
    }

    private static Node Constant(double rate) => new("Constant", [], [Rate], Rate) { Attributes = new Dictionary<string, object> { ["value"] = TensorData.Scalar((float)rate) } };
}
