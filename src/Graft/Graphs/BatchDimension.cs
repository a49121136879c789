using System.Collections.Immutable;

namespace Graft.Graphs;

/// <summary>Opens the batch dimension of graphs that were exported for one example.</summary>
internal static class BatchDimension
{
    /// <summary>A graph whose inputs, outputs and values have 'batch' where a first dimension was 1. Shapes written into the graph for one example are refused.</summary>
    public static Graph Open(Graph graph)
    {
        if (graph.Inputs.All(i => i.Shape is not [{ Value: 1 }, ..])) return graph;
        foreach (Node reshape in graph.Nodes.Where(n => n.OpType == "Reshape" && n.Inputs.Count > 1))
        {
            if (graph.Initializers.TryGetValue(reshape.Inputs[1], out TensorData? shape) && shape.ToLongs() is [1, _, ..] sizes && !sizes.Contains(-1))
                graph = graph with { Initializers = graph.Initializers.SetItem(reshape.Inputs[1], TensorData.Longs([-1, .. sizes[1..]])) };
        }
        return graph with
        {
            Inputs = [.. graph.Inputs.Select(Open)],
            Outputs = [.. graph.Outputs.Select(Open)],
            Values = graph.Values.ToImmutableDictionary(v => v.Key, v => Open(v.Value)),
        };
    }

    private static ValueInfo Open(ValueInfo value) => value.Shape is [{ Value: 1 }, ..] ? value with { Shape = ["batch", .. value.Shape.Skip(1)] } : value;
}
