using System.Runtime.InteropServices;
using Graft.Graphs;
using Graft.Training.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Execution;

/// <summary>Runs single nodes on numbered tensors.</summary>
/// <param name="opset">The graph's operator set.</param>
/// <param name="live">Statistics that move in training.</param>
/// <param name="values">Tensors by number.</param>
/// <param name="find">A tensor by name, for sub-graphs.</param>
/// <param name="training">Whether dropout is on.</param>
internal sealed class StepRunner(int opset, IReadOnlySet<string> live, Tensor?[] values, Func<string, Tensor?> find, bool training)
{
    /// <summary>Computes a node's outputs, and frees what it was the last to read.</summary>
    public void Run(Step step)
    {
        using (DisposeScope scope = NewDisposeScope())
        {
            Tensor?[] outputs = Compute(step.Node, step.Operator, [.. step.Inputs.Select(i => i < 0 ? null : values[i])], find);
            for (int i = 0; i < step.Outputs.Length && i < outputs.Length; i++)
                if (step.Outputs[i] >= 0) values[step.Outputs[i]] = outputs[i]?.MoveToOuterDisposeScope();
        }
        foreach (int freed in step.Freed)
        {
            values[freed]?.Dispose();
            values[freed] = null;
        }
    }

    private Tensor?[] Compute(Node node, Operator operation, Tensor?[] inputs, Func<string, Tensor?> around)
    {
        bool isLive = node.OpType == "BatchNormalization" && live.Contains(node.Inputs[3]);
        Call call = new(node, opset, inputs, training, isLive) { Body = body => RunBody(body, around) };
        try
        {
            // An operator may hand an input through; its owner must not change with it.
            return [.. operation.Run(call).Select(output => inputs.Any(input => input is not null && ReferenceEquals(input, output)) ? output!.alias() : output)];
        }
        catch (Exception e) when (e is ExternalException or ArgumentException or InvalidOperationException or NotSupportedException or NotImplementedException)
        {
            throw new GraftException($"{node.Label}: libtorch can't compute this: {e.Message.Split('\n')[0].TrimEnd('.')}. {call.ShapesText}", e);
        }
    }

    // Tensors of a sub-graph are few and small: they live until the node around it is done.
    private Tensor[] RunBody(Graph body, Func<string, Tensor?> around)
    {
        Dictionary<string, Tensor> inside = body.Initializers.ToDictionary(i => i.Key, i => TensorMemory.Copy(i.Value), StringComparer.Ordinal);
        Tensor? Find(string name) => inside.GetValueOrDefault(name) ?? around(name);
        foreach (Node node in body.Nodes)
        {
            Tensor?[] outputs = Compute(node, KnownOperators.Find(node)!, [.. node.Inputs.Select(i => i.Length == 0 ? null : Find(i))], Find);
            for (int i = 0; i < node.Outputs.Count && i < outputs.Length; i++)
                if (outputs[i] is { } output) inside[node.Outputs[i]] = output;
        }
        return [.. body.Outputs.Select(o => Find(o.Name)!.alias())];
    }
}
