using System.Text.RegularExpressions;
using Graft.Architectures.KerasModels;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>Adds the nodes that outputs depend on, in an order in which each comes after what it reads.</summary>
/// <param name="build">The graph.</param>
/// <param name="nodes">All nodes.</param>
/// <param name="weights">Values of constants and variables by name.</param>
/// <param name="inputNames">What inputs shall be called; a placeholder that is not there keeps its name.</param>
internal sealed partial class TfWalk(TfBuild build, IEnumerable<TfNode> nodes, Checkpoint weights, IReadOnlyDictionary<string, string> inputNames)
{
    private readonly Dictionary<string, TfNode> _byName = nodes.GroupBy(n => n.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    private readonly Dictionary<string, TfValue> _done = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>What a node puts out, after all that it depends on is built.</summary>
    public TfValue Add(string output)
    {
        RefuseUnknown(output);
        Stack<TfNode> waiting = new([Find(output)]);
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
        return _done[output];
    }

    /// <summary>Tells all operations on the way to an output that are not built.</summary>
    private void RefuseUnknown(string output)
    {
        HashSet<string> seen = [output];
        Queue<string> next = new([output]);
        List<string> unknown = [];
        while (next.TryDequeue(out string? name))
        {
            TfNode node = Find(name);
            if (!TfOperations.Knows(node.Op)) unknown.Add($"{node.Op} ('{node.Name}')");
            foreach (string input in node.Inputs.Where(seen.Add)) next.Enqueue(input);
        }
        const int shown = 30;
        if (unknown.Count > 0)
            throw new GraftException($"{build.Source}: {unknown.Count} nodes have operations that Graft does not build: {string.Join(", ", unknown.Take(shown))}{(unknown.Count > shown ? ", ..." : "")}. "
                + $"It builds {string.Join(", ", TfOperations.Names)}. Convert the model with tf2onnx instead.");
    }

    private TfNode Find(string input) => _byName.GetValueOrDefault(input) ?? throw new GraftException($"{build.Source}: a node reads '{input}', which is no node, or an output beyond the first, which is not built.");

    private TfValue ValueOf(TfNode node)
    {
        TfStep step = new(build, node, [.. node.Inputs.Select(i => _done[i])]);
        if (node.Op == "Const") return new(node.Name, null, weights.Tensors.GetValueOrDefault(node.Name) ?? node.Attributes.Tensor("value") ?? throw step.Fail("its value is not among the weights"));
        if (TfOperations.Variables.Contains(node.Op)) return Variable(step);
        if (node.Op == "Placeholder") return new(node.Name, Input(step), null);
        // What only passes a constant on is that constant.
        if (TfOperations.PassesOn(node.Op) && step[0].Constant is { } constant) return new(step[0].Name, null, constant);
        if (TfConstants.Knows(node.Op) && step.Inputs.All(i => i.Constant is not null)) return new(node.Name, null, TfConstants.Compute(step));
        return new(node.Name, TfOperations.Add(step), null);
    }

    private TfValue Variable(TfStep step)
    {
        string shared = step.Node.Text("shared_name", "");
        string name = shared.Length > 0 ? shared : step.Node.Name;
        // Keras 3 saves its variables twice, the second time with a number behind the name.
        TensorData? value = weights.Tensors.GetValueOrDefault(name) ?? weights.Tensors.GetValueOrDefault(TrailingNumber().Replace(name, ""));
        if (value is not null && step.Node.Shape("shape") is { } shape && !shape.SequenceEqual(value.Shape)) throw step.Fail($"its variable has shape {TensorData.Describe(value.Shape)}, the graph says {TensorData.Describe(shape)}");
        return new(name, null, value ?? throw step.Fail($"the checkpoint has no variable '{name}'"));
    }

    [GeneratedRegex("_[0-9]+$")]
    private static partial Regex TrailingNumber();

    private KerasTensor Input(TfStep step)
    {
        long[] shape = step.Node.Shape("shape") ?? throw step.Fail("its shape is unknown");
        Dimension[] sizes = [.. shape.Select((s, axis) => axis == 0 ? "batch" : s < 0 ? new Dimension(null, $"axis{axis}") : (Dimension)s)];
        return KerasTensor.OfLast(build.Builder.Input(build.Builder.Unused(inputNames.GetValueOrDefault(step.Node.Name, step.Node.Name)), ElementType.Float32, sizes));
    }
}
