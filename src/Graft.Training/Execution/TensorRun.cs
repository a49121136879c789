using Graft.Graphs;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Execution;

/// <summary>A graph in libtorch on tensors in host memory, for inference.</summary>
public static class TensorRun
{
    /// <summary>Runs a graph once; nothing learns.</summary>
    /// <param name="graph">All initializers must have values.</param>
    /// <param name="inputs">The graph's inputs by name.</param>
    /// <returns>The outputs by name, in the graph's order.</returns>
    /// <exception cref="GraftException">There are operators that libtorch can't run here (all are listed), or inputs that are missing or don't fit.</exception>
    public static IReadOnlyDictionary<string, TensorData> Run(Graph graph, IReadOnlyDictionary<string, TensorData> inputs)
    {
        using GraphExecutor executor = new(graph);
        using var quiet = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> given = inputs.ToDictionary(i => i.Key, i => TensorMemory.Copy(i.Value), StringComparer.Ordinal);
        IReadOnlyDictionary<string, Tensor> results = executor.Run(given, ExecutionMode.Inference);
        return graph.Outputs.ToDictionary(o => o.Name, o => TensorMemory.ToData(results[o.Name], o.Type == ElementType.Undefined ? TensorMemory.ElementTypeOf(results[o.Name]) : o.Type), StringComparer.Ordinal);
    }
}
