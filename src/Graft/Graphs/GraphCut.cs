namespace Graft.Graphs;

/// <summary>Cuts graphs at any set of tensors. The parts share the tensors of the whole.</summary>
public static class GraphCut
{
    /// <summary>Cuts in two: what lies before the tensors and what lies behind them.</summary>
    /// <param name="graph">The whole.</param>
    /// <param name="tensors">Tensors that together separate the outputs from the inputs, except inputs that the tail may read itself.</param>
    /// <exception cref="GraftException">A tensor does not exist; the nearest name is suggested.</exception>
    public static (Graph Trunk, Graph Tail) Cut(this Graph graph, params IReadOnlyList<string> tensors)
    {
        string[] outputs = [.. graph.Outputs.Select(o => o.Name)];
        string[] inputs = [.. graph.Inputs.Select(i => i.Name)];
        Graph trunk = graph.Between(inputs, tensors);
        Graph tail = graph.Between([.. tensors, .. inputs.Except(tensors)], outputs);
        return (trunk with { Name = $"{graph.Name} (trunk)" }, tail with { Name = $"{graph.Name} (tail)" });
    }

    /// <summary>The part of a graph that computes some tensors from others. Inputs that are not needed are left out.</summary>
    /// <exception cref="GraftException">A tensor does not exist, or the outputs depend on an input that is not listed.</exception>
    public static Graph Between(this Graph graph, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
    {
        HashSet<string> known = [.. graph.Tensors];
        foreach (string name in inputs.Concat(outputs).Where(n => !known.Contains(n))) throw new UnknownNameException("tensor", name, known);

        HashSet<string> given = [.. inputs], needed = [.. outputs.Where(o => !given.Contains(o))], read = [.. outputs.Where(given.Contains)];
        List<Node> kept = [];
        foreach (Node node in graph.Nodes.Reverse().Where(n => n.Outputs.Any(o => needed.Contains(o) && !given.Contains(o))))
        {
            kept.Add(node);
            foreach (string input in Reads(node))
            {
                read.Add(input);
                if (!given.Contains(input)) needed.Add(input);
            }
        }
        kept.Reverse();
        string[] reached = [.. graph.Inputs.Select(i => i.Name).Where(i => read.Contains(i) && !given.Contains(i))];
        if (reached.Length > 0)
            throw new GraftException($"{graph.Name}: {Quoted(outputs)} can't be computed from {Quoted(inputs)} alone: {Quoted(reached)} is needed too. Add it to the cut.");
        HashSet<string> inside = [.. kept.SelectMany(n => n.Outputs), .. inputs];
        return graph with
        {
            Nodes = [.. kept],
            Inputs = [.. inputs.Where(read.Contains).Select(i => Describe(graph, i))],
            Outputs = [.. outputs.Select(o => Describe(graph, o))],
            Initializers = graph.Initializers.RemoveRange(graph.Initializers.Keys.Where(k => !read.Contains(k))),
            Stages = [.. graph.Stages.Where(s => inside.Contains(s.Tensor))],
        };
    }

    // Sub-graphs (If, Loop, Scan) read tensors of the graph around them.
    internal static IEnumerable<string> Reads(Node node) => node.Inputs.Where(i => i.Length > 0)
        .Concat(node.Attributes.Values.OfType<Graph>().SelectMany(g => g.Nodes.SelectMany(Reads).Concat(g.Outputs.Select(o => o.Name)).Except(g.Tensors).Except(g.Initializers.Keys)));

    private static ValueInfo Describe(Graph graph, string tensor) => graph.Find(tensor) ?? new(tensor, ElementType.Float32, null);

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));
}
