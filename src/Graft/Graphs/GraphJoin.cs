namespace Graft.Graphs;

/// <summary>Puts one graph behind another: a head behind a backbone, a tail behind its trunk.</summary>
public static class GraphJoin
{
    /// <summary>Appends <paramref name="next"/>, feeding its inputs from tensors of <paramref name="graph"/>; the outputs are those of <paramref name="next"/>.</summary>
    /// <param name="graph">What comes first.</param>
    /// <param name="next">What comes behind; initializers that both have must be the same tensors.</param>
    /// <param name="label">What errors call this edit: 'attach head'.</param>
    /// <param name="feeds">Input of <paramref name="next"/> to tensor of <paramref name="graph"/>; inputs that are not listed are fed by the tensor of the same name, or stay inputs.</param>
    /// <exception cref="GraftException">A tensor is missing, types or shapes differ, operator sets differ, or names clash: all faults at once.</exception>
    public static Graph Append(this Graph graph, Graph next, string label, IReadOnlyDictionary<string, string>? feeds = null)
    {
        Dictionary<string, string> sources = next.Inputs.ToDictionary(i => i.Name, i => feeds?.GetValueOrDefault(i.Name) ?? i.Name);
        HashSet<string> there = [.. graph.Tensors];
        string[] faults = [.. Faults(graph, next, sources, there, feeds)];
        if (faults.Length > 0) throw new GraftException($"{label}: {string.Join("; ", faults)}.");
        Graph joined = graph with
        {
            Nodes = [.. graph.Nodes, .. next.Nodes.Select(n => n with { Inputs = [.. n.Inputs.Select(i => sources.GetValueOrDefault(i, i))] })],
            Inputs = [.. graph.Inputs, .. next.Inputs.Where(i => !there.Contains(sources[i.Name]))],
            Outputs = [.. next.Outputs.Select(o => o with { Name = sources.GetValueOrDefault(o.Name, o.Name) })],
            Initializers = graph.Initializers.SetItems(next.Initializers),
            Opsets = graph.Opsets.SetItems(next.Opsets),
            Values = graph.Values.SetItems(next.Values).SetItems(graph.Outputs.Where(o => !next.Outputs.Any(n => sources.GetValueOrDefault(n.Name, n.Name) == o.Name)).Select(o => KeyValuePair.Create(o.Name, o))),
            Metadata = graph.Metadata.SetItems(next.Metadata),
            Stages = [.. graph.Stages, .. next.Stages.Where(s => !graph.Stages.Any(o => o.Name == s.Name))],
        };
        GraphChecker.Check(joined);
        return joined;
    }

    private static IEnumerable<string> Faults(Graph graph, Graph next, Dictionary<string, string> sources, HashSet<string> there, IReadOnlyDictionary<string, string>? feeds)
    {
        foreach (ValueInfo input in next.Inputs)
        {
            string source = sources[input.Name];
            if (!there.Contains(source))
            {
                if (feeds?.ContainsKey(input.Name) == true) yield return new UnknownNameException("tensor", source, there).Message.TrimEnd('.');
                continue;
            }
            if (graph.Find(source) is ValueInfo found && Differ(found, input) is string why)
                yield return $"cannot feed {found} into {input}: {why}";
        }
        if (next.Opset != graph.Opset && next.Nodes.Any(n => n.Domain.Length == 0))
            yield return $"operator sets {graph.Opset} and {next.Opset} differ";
        HashSet<string> made = [.. graph.Nodes.SelectMany(n => n.Outputs)];
        foreach (string clash in next.Nodes.SelectMany(n => n.Outputs).Where(o => o.Length > 0 && made.Contains(o)))
            yield return $"the tensor '{clash}' is made by both";
        foreach ((string name, TensorData data) in next.Initializers)
            if (graph.Initializers.TryGetValue(name, out TensorData? other) && !ReferenceEquals(other, data)) yield return $"the initializer '{name}' is in both";
    }

    private static string? Differ(ValueInfo a, ValueInfo b)
    {
        if (a.Type != b.Type && a.Type != ElementType.Undefined && b.Type != ElementType.Undefined) return $"types {a.Type} and {b.Type} differ";
        if (a.Shape is null || b.Shape is null) return null;
        if (a.Shape.Count != b.Shape.Count) return $"ranks {a.Shape.Count} and {b.Shape.Count} differ";
        for (int i = 0; i < a.Shape.Count; i++)
            if (a.Shape[i].Value is long x && b.Shape[i].Value is long y && x != y) return $"dimension {i} is {x} and {y}";
        return null;
    }
}
