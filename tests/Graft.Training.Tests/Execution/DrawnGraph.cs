using Graft.Architectures;
using Graft.Graphs;
using Graft.Tests;

namespace Graft.Training.Tests.Execution;

/// <summary>Built-in networks with drawn weights, for small images where the network allows.</summary>
internal static class DrawnGraph
{
    public static Graph Of(string architecture)
    {
        Architecture known = Architecture.Get(architecture);
        Graph declared = known.Build();
        HashSet<string> scales = [.. declared.Nodes.Where(n => n.OpType is "BatchNormalization" or "LayerNormalization").SelectMany(n => n.Inputs.Skip(1))];
        return declared.With(declared.Initializers.Where(i => !i.Value.HasData)
            .Select(i => KeyValuePair.Create(i.Key, SyntheticWeights.Parameter(i.Key, i.Value.Shape, scales.Contains(i.Key), gain: 1.2))));
    }

    public static TensorData Image(Graph graph, long batch) => SyntheticWeights.Tensor("input", [batch, .. graph.Inputs[0].Shape!.Skip(1).Select(d => d.Value!.Value)], 1, 0);
}
