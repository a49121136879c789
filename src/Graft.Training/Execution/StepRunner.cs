using System.Runtime.InteropServices;
using Graft.Graphs;
using Graft.Training.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Execution;

/// <summary>Runs single nodes on numbered tensors.</summary>
internal sealed class StepRunner(Graph graph, ExecutionOptions options, Tensor?[] values, bool training)
{
    /// <summary>Computes a node's outputs, and frees what it was the last to read.</summary>
    public void Run(Step step)
    {
        using (DisposeScope scope = NewDisposeScope())
        {
            Tensor?[] inputs = [.. step.Inputs.Select(i => i < 0 ? null : values[i])];
            Tensor?[] outputs = Compute(step, new(step.Node, graph.Opset, inputs, training, IsLive(step.Node)));
            for (int i = 0; i < step.Outputs.Length && i < outputs.Length; i++)
                if (step.Outputs[i] >= 0 && outputs[i] is { } output) values[step.Outputs[i]] = (inputs.Any(input => ReferenceEquals(input, output)) ? output.alias() : output).MoveToOuterDisposeScope();
        }
        foreach (int freed in step.Freed)
        {
            values[freed]?.Dispose();
            values[freed] = null;
        }
    }

    private bool IsLive(Node node) => node.OpType == "BatchNormalization" && options.LiveStatistics.Contains(node.Inputs[3]);

    private static Tensor?[] Compute(Step step, Call call)
    {
        try
        {
            return step.Operator.Run(call);
        }
        catch (Exception e) when (e is ExternalException or ArgumentException or InvalidOperationException or NotSupportedException or NotImplementedException)
        {
            throw new GraftException($"{step.Node.Label}: libtorch can't compute this: {e.Message.Split('\n')[0].TrimEnd('.')}. {call.ShapesText}", e);
        }
    }
}
