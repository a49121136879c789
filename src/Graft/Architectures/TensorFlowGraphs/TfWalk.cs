using Graft.Architectures.KerasModels;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>Adds the nodes of a graph in an order in which each comes after what it reads.</summary>
internal sealed class TfWalk(TfBuild build, IReadOnlyList<TfNode> nodes, Checkpoint weights)
{
    private readonly Dictionary<string, TfNode> _byName = nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, TfValue> _done = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>What every node puts out.</summary>
    public Dictionary<string, TfValue> Run()
    {
        foreach (TfNode node in nodes) Add(node);
        return _done;
    }

    /// <summary>Without recursion: a node waits on the stack until all that it reads is there.</summary>
    private void Add(TfNode wanted)
    {
        Stack<TfNode> waiting = new([wanted]);
        while (waiting.TryPeek(out TfNode? node))
        {
            TfNode[] missing = [.. node.Inputs.Where(i => !_done.ContainsKey(i)).Select(Find)];
            if (_done.ContainsKey(node.Name) || missing.Length == 0)
            {
                if (!_done.ContainsKey(node.Name)) _done[node.Name] = ValueOf(node);
                waiting.Pop();
            }
            else if (_open.Add(node.Name)) foreach (TfNode input in missing) waiting.Push(input);
            else throw new GraftException($"{build.Source}: node '{node.Name}' reads its own output.");
        }
    }

    private TfNode Find(string input) => _byName.GetValueOrDefault(input) ?? throw new GraftException($"{build.Source}: a node reads '{input}', which is no node, or an output beyond the first, which is not built.");

    private TfValue ValueOf(TfNode node)
    {
        TfStep step = new(build, node, [.. node.Inputs.Select(i => _done[i])]);
        if (node.Op == "Const") return new(node.Name, null, weights.Tensors.GetValueOrDefault(node.Name) ?? throw step.Fail("its value is not among the weights"));
        if (node.Op == "Placeholder") return new(node.Name, Input(step), null);
        // What only passes a constant on is that constant.
        if (node.Op is "Identity" or "StopGradient" && step[0].Constant is { } constant) return new(step[0].Name, null, constant);
        return new(node.Name, TfOperations.Add(step), null);
    }

    private KerasTensor Input(TfStep step)
    {
        long[] shape = step.Node.Shape("shape") ?? throw step.Fail("its shape is unknown");
        Dimension[] sizes = [.. shape.Select((s, axis) => axis == 0 ? "batch" : s < 0 ? new Dimension(null, $"axis{axis}") : (Dimension)s)];
        return KerasTensor.OfLast(build.Builder.Input(step.Node.Name, ElementType.Float32, sizes));
    }
}
