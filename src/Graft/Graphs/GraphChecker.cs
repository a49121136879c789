namespace Graft.Graphs;

/// <summary>Checks what every graph must hold: each tensor is made once and before it is read, outputs exist, names are not taken twice.</summary>
/// <seealso href="https://github.com/onnx/onnx/blob/main/docs/IR.md#graphs"/>
public static class GraphChecker
{
    /// <summary>Oldest operator set that is read.</summary>
    public const int OldestOpset = 7;
    /// <summary>Newest operator set that is read.</summary>
    public const int NewestOpset = 26;

    /// <summary>Throws with all faults at once, or returns.</summary>
    /// <exception cref="GraftException">Something is wrong; the message names nodes and tensors.</exception>
    public static void Check(Graph graph)
    {
        List<string> faults = [.. FaultsOf(graph)];
        const int shown = 20;
        if (faults.Count == 0) return;
        string more = faults.Count > shown ? $"\n  ... and {faults.Count - shown} more" : "";
        throw new GraftException($"{graph.Name}: the graph is not sound.\n  {string.Join("\n  ", faults.Take(shown))}{more}");
    }

    private static IEnumerable<string> FaultsOf(Graph graph)
    {
        if (graph.Opset is < OldestOpset or > NewestOpset)
            yield return $"operator set: expected {OldestOpset} to {NewestOpset}, found {graph.Opset}; convert the model (onnx.version_converter)";
        HashSet<string> known = [.. graph.Initializers.Keys];
        foreach (ValueInfo input in graph.Inputs)
            if (!known.Add(input.Name)) yield return $"input '{input.Name}': the name is taken twice";
        foreach (Node node in graph.Nodes)
            foreach (string fault in FaultsOf(node, known, graph)) yield return fault;
        foreach (ValueInfo output in graph.Outputs.Where(o => !known.Contains(o.Name)))
            yield return $"output '{output.Name}': expected a node that makes it, found none";
        foreach (Stage stage in graph.Stages.Where(s => !known.Contains(s.Tensor)))
            yield return $"stage '{stage.Name}': expected the tensor '{stage.Tensor}', found none";
    }

    private static IEnumerable<string> FaultsOf(Node node, HashSet<string> known, Graph graph)
    {
        if (node.OpType.Length == 0) yield return $"{node.Label}: expected an operator, found none";
        if (!graph.Opsets.ContainsKey(node.Domain)) yield return $"{node.Label}: expected the operator set '{node.Domain}' to be imported, found {string.Join(", ", graph.Opsets.Keys.Select(k => $"'{k}'"))}";
        foreach (string input in node.Inputs.Where(i => i.Length > 0 && !known.Contains(i)))
            yield return $"{node.Label}: reads '{input}', which no node before it makes";
        foreach (string output in node.Outputs.Where(o => o.Length > 0))
            if (!known.Add(output)) yield return $"{node.Label}: makes '{output}', which exists already";
    }
}
