using Graft.Architectures;
using Graft.Graphs;

namespace Graft.Backbones;

/// <summary>Where the classifier of a graph that somebody else made begins.</summary>
internal static class CutProposal
{
    private const int FeatureMultiple = 16; // widths of features are multiples of it; numbers of classes (1000, 1001, 100, 10) are not

    private static readonly string[] Pools = ["GlobalAveragePool", "GlobalMaxPool", "AveragePool", "ReduceMean"];
    private static readonly string[] Linear = ["Gemm", "MatMul"];
    private static readonly string[] PassThrough = ["Relu", "Dropout", "Identity", "Flatten", "Reshape", "Squeeze", "Softmax", "LogSoftmax"];

    /// <summary>The tensor that <see cref="Find"/> finds.</summary>
    /// <exception cref="GraftException">There is none.</exception>
    public static string Of(Graph graph) =>
        Find(graph) ?? throw new GraftException($"{graph.Name}: no pooling and no linear layer to cut before. Name the tensor with --cut; graft inspect lists them.");

    /// <summary>
    /// The features that the model itself names; else the last pooling to one vector per example, or what the one linear layer behind it reads, where the pooled features
    /// are normalised first; else what the last linear layer reads. Where the pooling puts out the classes themselves, because the classifier is a convolution before it, what that convolution reads. Null where there is none of these.
    /// </summary>
    /// <param name="graph">With inferred values and an open batch.</param>
    public static string? Find(Graph graph)
    {
        if (graph.Metadata.TryGetValue(GraphNotes.Features, out string? named) && graph.Tensors.Contains(named)) return named;
        Dictionary<string, Node> makers = graph.Nodes.SelectMany(n => n.Outputs.Select(o => (o, n))).Where(p => p.o.Length > 0).ToDictionary(p => p.o, p => p.n);
        Node? pool = graph.Nodes.LastOrDefault(n => Pools.Contains(n.OpType) && Width(graph, n.Outputs[0]) > 1);
        Node[] linear = [.. graph.Nodes.Skip(pool is null ? 0 : graph.Nodes.IndexOf(pool)).Where(n => Linear.Contains(n.OpType) && n.Inputs.Skip(1).Any(graph.Initializers.ContainsKey))];
        if (pool is null) return linear is [.., Node last] ? last.Inputs[0] : null;
        if (linear is [Node only] && LeadsOnlyThrough(only.Inputs[0], pool, makers) is false) return only.Inputs[0]; // a normalisation lies between
        return ConvolutionalClassifier(graph, pool, linear, makers)?.Inputs[0] ?? pool.Outputs[0];
    }

    private static bool LeadsOnlyThrough(string tensor, Node pool, Dictionary<string, Node> makers)
    {
        Node? before = makers.GetValueOrDefault(tensor);
        while (before is not null && before != pool && PassThrough.Contains(before.OpType)) before = makers.GetValueOrDefault(before.Inputs[0]);
        return before == pool;
    }

    /// <summary>Numbers per example of a tensor (N, C) or (N, C, 1, 1); 0 of others.</summary>
    private static long Width(Graph graph, string tensor) => graph.Find(tensor)?.Shape is IReadOnlyList<Dimension> shape && shape.Count is 2 or 4 && shape.Skip(2).All(d => d.Value == 1) ? shape[1].Value ?? 0 : 0;

    /// <summary>The 1 x 1 convolution to classes before a pooling that nothing linear follows; null where it is features that are pooled.</summary>
    private static Node? ConvolutionalClassifier(Graph graph, Node pool, Node[] linear, Dictionary<string, Node> makers)
    {
        if (Width(graph, pool.Outputs[0]) % FeatureMultiple == 0 || linear.Length > 0) return null;
        Node? before = makers.GetValueOrDefault(pool.Inputs[0]);
        while (before is not null && PassThrough.Contains(before.OpType)) before = makers.GetValueOrDefault(before.Inputs[0]);
        return before?.OpType == "Conv" ? before : null;
    }
}
