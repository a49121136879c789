using System.Collections.Immutable;
using Graft.Graphs;
using Graft.Training.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Execution;

/// <summary>Computes once what depends on nothing that changes: shapes, masks and weights that a graph prepares by itself.</summary>
internal static class ConstantFolding
{
    public static void Fold(Graph graph, GraphTensors tensors)
    {
        using var still = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (Node node in graph.Nodes.Where(n => IsConstant(n, tensors))) Fold(graph, node, tensors);
    }

    private static bool IsConstant(Node node, GraphTensors tensors) => !KnownOperators.Find(node)!.IsRandom && GraphCut.Reads(node).All(tensors.IsConstant);

    private static void Fold(Graph graph, Node node, GraphTensors tensors)
    {
        int[] outputs = [.. node.Outputs.Select(o => o.Length == 0 ? -1 : tensors.Number(o))];
        Tensor?[] values = tensors.Values();
        new StepRunner(graph.Opset, ImmutableHashSet<string>.Empty, values, name => values[tensors.Number(name)], training: false).Run(new(node, KnownOperators.Find(node)!, [.. node.Inputs.Select(i => i.Length == 0 ? -1 : tensors.Number(i))], outputs, []));
        foreach (string output in node.Outputs.Where(o => o.Length > 0)) tensors.Fix(output, values[tensors.Number(output)]!);
    }
}
