using Graft.Graphs;

namespace Graft.Training.Policies;

/// <summary>
/// What it costs to compute a node for one example again, or to read a tensor of one example back, in multiply-adds of the processor. Rough on purpose:
/// it only decides where a graph is cut.
/// </summary>
internal sealed class NodeCost(Graph graph)
{
    /// <summary>What a free dimension other than the batch is taken for: a usual text length.</summary>
    private const long FreeDimension = 128;
    private const long UnknownElements = 1 << 20;
    // A processor core does some hundred operations in the time that a cache on disk delivers one byte (measured: 200 GFLOP/s, 1 GB/s).
    private const long OperationsPerByte = 200;
    private const long OperationsPerSmallElement = 100;

    private readonly Dictionary<string, ValueInfo> _known = Known(graph);

    /// <summary>Bytes of a tensor for one example.</summary>
    public long Bytes(string tensor) => Elements(tensor) * (_known.TryGetValue(tensor, out ValueInfo? info) && info.Type is not (ElementType.Undefined or ElementType.Text) ? info.Type.Size() : 4);

    /// <summary>What reading a tensor of one example costs; unlimited where it has no axis of examples.</summary>
    public long Read(string tensor) => HasExamples(tensor) ? Math.Max(1, Bytes(tensor) * OperationsPerByte) : MinimumCut.Unlimited;

    /// <summary>What computing a node for one example costs.</summary>
    public long Compute(Node node)
    {
        long outputs = node.Outputs.Where(o => o.Length > 0).Sum(Elements);
        return node.OpType switch
        {
            "Shape" or "Constant" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Identity" => 0,
            "Conv" or "ConvTranspose" => 2 * outputs * PerOutput(node, 1),
            "Gemm" or "MatMul" => 2 * outputs * Inner(node),
            "Attention" => 4 * outputs * FreeDimension,
            "LSTM" or "GRU" or "RNN" => 2 * FreeDimension * node.Inputs.Skip(1).Take(2).Sum(Elements),
            "GlobalAveragePool" or "AveragePool" or "MaxPool" => OperationsPerSmallElement * Elements(node.Inputs[0]),
            _ => OperationsPerSmallElement * outputs,
        };
    }

    private long PerOutput(Node node, int weight) => graph.Initializers.TryGetValue(node.Inputs[weight], out TensorData? data) && data.Shape.Count > 0
        ? data.Count / Math.Max(1, data.Shape[0]) : 1;

    private long Inner(Node node) => _known.TryGetValue(node.Inputs[0], out ValueInfo? info) && info.Shape is { Count: > 0 } shape ? shape[^1].Value ?? FreeDimension : FreeDimension;

    private long Elements(string tensor)
    {
        if (graph.Initializers.TryGetValue(tensor, out TensorData? data)) return data.Count;
        if (!_known.TryGetValue(tensor, out ValueInfo? info) || info.Shape is null) return UnknownElements;
        long count = 1;
        foreach (Dimension d in HasExamples(tensor) ? info.Shape.Skip(1) : info.Shape) count = checked(count * (d.Value ?? FreeDimension));
        return count;
    }

    // The first axis must be that of the graph's inputs; a tensor of which nothing is known gets the benefit of the doubt.
    private bool HasExamples(string tensor) => !_known.TryGetValue(tensor, out ValueInfo? info) || info.Shape is null
        || (info.Shape.Count > 0 && graph.Inputs.Any(i => i.Shape is null || (i.Shape.Count > 0 && i.Shape[0] == info.Shape[0])));

    private static Dictionary<string, ValueInfo> Known(Graph graph) => graph.Values.Values.Concat(graph.Outputs).Concat(graph.Inputs)
        .GroupBy(v => v.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
}
