using Graft.Graphs;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>If: runs one of two sub-graphs, which read the tensors of the graph around them. What exporters leave of tests on shapes.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__If.html"/>
internal static class Branching
{
    public static IReadOnlyList<Operator> All { get; } = [new("If", Run)];

    private static Tensor?[] Run(Call call)
    {
        string branch = call.Number(0) != 0 ? "then_branch" : "else_branch";
        return call.Node.Attributes.GetValueOrDefault(branch) is Graph body ? [.. call.Body!(body)] : throw call.Fault($"expected a graph as '{branch}'");
    }
}
