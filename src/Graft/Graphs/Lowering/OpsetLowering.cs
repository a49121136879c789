using System.Collections.Immutable;

namespace Graft.Graphs.Lowering;

/// <summary>
/// Rewrites a graph for an older operator set: operators that are younger become smaller ones that compute the same. Large tensors are shared. Each rule is
/// tested for equal outputs.
/// </summary>
public static class OpsetLowering
{
    /// <summary>The oldest set that is written.</summary>
    public const int Oldest = 13;

    private static readonly string[] Reductions = ["ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare"];

    private static readonly LoweringRule[] Rules =
    [
        new AttentionRule(), new GeluRule(), new LayerNormalizationRule(), new HardSwishRule(), new ShapeRule(), new SplitRule(), new PadRule(), new AveragePoolRule(),
        .. Reductions.Select(r => new ReductionRule(r)),
    ];

    /// <summary>The same graph in another operator set.</summary>
    /// <param name="graph">A sound graph.</param>
    /// <param name="opset">From <see cref="Oldest"/> to <see cref="Graph.NewestOpset"/>.</param>
    /// <exception cref="GraftException">The set is out of range, or a node has no equal in it; all such nodes are told.</exception>
    public static Graph To(Graph graph, int opset)
    {
        if (opset == graph.Opset) return graph;
        if (opset is < Oldest or > Graph.NewestOpset) throw new GraftException($"Operator set {opset}: expected {Oldest} to {Graph.NewestOpset}.");
        if (opset > graph.Opset) throw new GraftException($"{graph.Name} has operator set {graph.Opset}. Graft rewrites for older sets, not for newer ones ({opset}); every runtime of today takes {graph.Opset}.");
        Lowered lowered = new(graph, opset);
        foreach (Node node in graph.Nodes) Lower(node, lowered);
        lowered.ThrowIfAnyFault();
        Graph result = lowered.ToGraph();
        GraphChecker.Check(result);
        return result;
    }

    private static void Lower(Node node, Lowered lowered)
    {
        if (node.Domain.Length > 0) lowered.Add(node);
        else if (Rules.FirstOrDefault(r => r.OpType == node.OpType && lowered.Opset < r.Since) is LoweringRule rule) rule.Rewrite(node, lowered);
        else if (YoungOperators.SinceOf(node.OpType) > lowered.Opset) lowered.Fault($"{node.Label}: is of operator set {YoungOperators.SinceOf(node.OpType)}, and Graft has no rule that rewrites it");
        else lowered.Add(node);
    }
}

/// <summary>How one operator is written in sets that lack it, or have another form of it.</summary>
internal abstract class LoweringRule
{
    /// <summary>The operator.</summary>
    public abstract string OpType { get; }

    /// <summary>The first operator set in which the node may stay as it is.</summary>
    public abstract int Since { get; }

    /// <summary>Adds nodes that compute the node's outputs.</summary>
    public abstract void Rewrite(Node node, Lowered to);
}

/// <summary>The graph that is being written.</summary>
internal sealed class Lowered(Graph source, int opset)
{
    private readonly ImmutableArray<Node>.Builder _nodes = ImmutableArray.CreateBuilder<Node>();
    private readonly Dictionary<string, TensorData> _constants = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    public int Opset => opset;

    /// <summary>What is known of a tensor.</summary>
    public ValueInfo? Find(string tensor) => source.Find(tensor);

    /// <summary>The values of a constant; null where it is none.</summary>
    public TensorData? Constant(string tensor) => source.Initializers.GetValueOrDefault(tensor);

    /// <summary>Takes a node as it is.</summary>
    public void Add(Node node) => _nodes.Add(node);

    /// <summary>Adds a node of one output, which is named after the node that is rewritten.</summary>
    public string Add(string opType, string output, IReadOnlyList<string> inputs, params (string Name, object Value)[] attributes)
    {
        _nodes.Add(new Node(opType, inputs, [output], output) { Attributes = attributes.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal) });
        return output;
    }

    /// <summary>A constant beside the network's own tensors.</summary>
    public string Constant(string name, TensorData value)
    {
        if (value.Type.IsFloat()) return Add("Constant", name, [], ("value", value)); // float initializers are what learns
        _constants[name] = value;
        return name;
    }

    public void Fault(string fault) => _faults.Add(fault);

    public void ThrowIfAnyFault()
    {
        if (_faults.Count > 0) throw new GraftException($"{source.Name} can't be written in operator set {opset}.\n  {string.Join("\n  ", _faults)}");
    }

    public Graph ToGraph()
    {
        HashSet<string> read = [.. _nodes.SelectMany(GraphCut.Reads), .. source.Outputs.Select(o => o.Name)];
        return source with
        {
            Nodes = _nodes.ToImmutable(),
            Initializers = source.Initializers.RemoveRange(source.Initializers.Where(i => !i.Value.Type.IsFloat() && !read.Contains(i.Key)).Select(i => i.Key)).AddRange(_constants),
            Opsets = source.Opsets.SetItem("", opset),
        };
    }
}
