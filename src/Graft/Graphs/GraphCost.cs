namespace Graft.Graphs;

/// <summary>A tensor at which a graph may be cut.</summary>
/// <param name="Tensor">Its name.</param>
/// <param name="OpType">The operator that makes it.</param>
/// <param name="Shape">As text.</param>
/// <param name="Bytes">Of one example; 0 where the shape is unknown.</param>
/// <param name="ComputeShare">Share of all multiply-adds that lies before it, 0 to 1.</param>
/// <param name="Parameters">Values of the initializers that its node reads.</param>
public sealed record CutCandidate(string Tensor, string OpType, string Shape, long Bytes, double ComputeShare, long Parameters);

/// <summary>What a graph costs, and the tensors through which everything must pass.</summary>
/// <param name="Parameters">Floating-point values in initializers.</param>
/// <param name="MultiplyAdds">Of convolutions and matrix products, for one example.</param>
/// <param name="Nodes">A row for every node.</param>
/// <param name="Candidates">The rows at which a single tensor separates output from input.</param>
public sealed record GraphCost(long Parameters, long MultiplyAdds, IReadOnlyList<CutCandidate> Nodes, IReadOnlyList<CutCandidate> Candidates)
{
    /// <summary>Counts. The graph's values must be inferred; what has no shape counts as nothing.</summary>
    public static GraphCost Of(Graph graph)
    {
        long[] work = [.. graph.Nodes.Select(n => WorkOf(graph, n))];
        long total = work.Sum(), before = 0;
        List<CutCandidate> rows = [], candidates = [];
        HashSet<string> open = [.. graph.Inputs.Select(i => i.Name)];
        Dictionary<string, int> readers = graph.Nodes.SelectMany(GraphCut.Reads).Concat(graph.Outputs.Select(o => o.Name)).GroupBy(n => n).ToDictionary(g => g.Key, g => g.Count());
        foreach ((Node node, int i) in graph.Nodes.Select((n, i) => (n, i)))
        {
            before += work[i];
            foreach (string input in GraphCut.Reads(node))
                if (readers.TryGetValue(input, out int left) && (readers[input] = left - 1) == 0) open.Remove(input);
            open.UnionWith(node.Outputs.Where(o => readers.GetValueOrDefault(o) > 0));
            CutCandidate row = Row(graph, node, total == 0 ? 0 : (double)before / total);
            rows.Add(row);
            if (open.Count == 1 && open.Contains(row.Tensor)) candidates.Add(row);
        }
        return new(graph.Initializers.Values.Where(t => t.Type.IsFloat()).Sum(t => t.Count), total, rows, candidates);
    }

    private static CutCandidate Row(Graph graph, Node node, double share)
    {
        ValueInfo? value = graph.Find(node.Outputs[0]);
        long parameters = node.Inputs.Sum(i => graph.Initializers.TryGetValue(i, out TensorData? t) && t.Type.IsFloat() ? t.Count : 0);
        return new(node.Outputs[0], node.OpType, value?.ShapeText ?? "(unknown)", ElementsOf(value) * (value is { Type: not (ElementType.Undefined or ElementType.Text) } ? value.Type.Size() : 0), share, parameters);
    }

    private static long WorkOf(Graph graph, Node node)
    {
        if (node.OpType is not ("Conv" or "Gemm" or "MatMul" or "ConvTranspose") || node.Input(1) is not string name) return 0;
        if (!graph.Initializers.TryGetValue(name, out TensorData? weight)) return 0;
        long positions = node.OpType == "Conv" ? ElementsOf(graph.Find(node.Outputs[0])) / Math.Max(1, weight.Shape[0]) : 1;
        return weight.Count * positions;
    }

    // Of one example: unknown dimensions count as 1.
    private static long ElementsOf(ValueInfo? value) => value?.Shape?.Aggregate(1L, (product, d) => product * (d.Value ?? 1)) ?? 0;
}
