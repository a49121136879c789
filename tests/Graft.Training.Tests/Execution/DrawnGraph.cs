using Graft.Architectures;
using Graft.Graphs;
using Graft.Tests;

namespace Graft.Training.Tests.Execution;

/// <summary>Built-in networks with drawn weights: scales and variances of norms about 1, kernels that keep the spread of what they read.</summary>
internal static class DrawnGraph
{
    public static Graph Of(string architecture)
    {
        Graph declared = Architecture.Get(architecture).Build();
        Node[] norms = [.. declared.Nodes.Where(n => n.OpType is "BatchNormalization" or "LayerNormalization")];
        HashSet<string> scales = [.. norms.Select(n => n.Inputs[1])], variances = [.. norms.Where(n => n.Inputs.Count > 4).Select(n => n.Inputs[4])];
        TensorData Drawn(string name, IReadOnlyList<long> shape) => variances.Contains(name) ? SyntheticWeights.Tensor(name, shape, 0.5, 1)
            : scales.Contains(name) ? SyntheticWeights.Tensor(name, shape, 0.1, 1) : SyntheticWeights.Parameter(name, shape, normalisation: false, gain: 1.2);
        return declared.With(declared.Initializers.Where(i => !i.Value.HasData).Select(i => KeyValuePair.Create(i.Key, Drawn(i.Key, i.Value.Shape))));
    }

    public static TensorData Image(Graph graph, long batch) => SyntheticWeights.Tensor("input", [batch, .. graph.Inputs[0].Shape!.Skip(1).Select(d => d.Value!.Value)], 1, 0);
}
