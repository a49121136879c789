using Graft.Graphs;
using Graft.Training.Averaging;
using Graft.Training.Execution;
using Graft.Training.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Loop;

/// <summary>Statistics of batch norms, estimated anew over the training examples once training is done, as torch's update_bn does: each norm sees what the others make of the batch at hand.</summary>
internal static class NormEstimation
{
    /// <summary>The graph with the statistics of the norms whose scale learned replaced.</summary>
    /// <param name="graph">The trained tail.</param>
    /// <param name="policy">What learned.</param>
    /// <param name="examples">The training examples; one epoch is read.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static Graph Run(Graph graph, Policy policy, IBatchSource examples, CancellationToken cancel)
    {
        IReadOnlySet<string> learned = (policy with { Statistics = NormStatistics.Trained }).NormsInTraining(graph);
        Node[] norms = [.. graph.Nodes.Where(n => learned.Contains(n.Outputs[0]))];
        if (norms.Length == 0) return graph;
        Dictionary<string, BatchStatistics> found = norms.ToDictionary(n => n.Outputs[0], _ => new BatchStatistics(), StringComparer.Ordinal);
        using GraphExecutor executor = new(graph, new() { LiveStatistics = norms.SelectMany(n => n.Inputs.Skip(3)).ToHashSet(StringComparer.Ordinal) });
        using var still = no_grad();
        using BatchQueue batches = new(examples, 0);
        foreach (Batch batch in batches.All())
        {
            cancel.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            IReadOnlyDictionary<string, Tensor> entering = executor.Run(batch.Inputs, ExecutionMode.Training, [.. norms.Select(n => n.Inputs[0])]);
            foreach (Node norm in norms) found[norm.Outputs[0]].Add(entering[norm.Inputs[0]]);
            batch.Dispose();
        }
        Graph estimated = graph.With(norms.SelectMany(n => new[] { Estimate(n.Inputs[3], found[n.Outputs[0]].Mean!), Estimate(n.Inputs[4], found[n.Outputs[0]].Variance!) }));
        foreach (BatchStatistics each in found.Values) each.Dispose();
        return estimated;

        KeyValuePair<string, TensorData> Estimate(string name, Tensor value) => KeyValuePair.Create(name, TensorMemory.ToData(value, graph.Initializers[name].Type));
    }
}
