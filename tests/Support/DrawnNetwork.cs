using Graft.Architectures;
using Graft.Graphs;

namespace Graft.Tests;

/// <summary>Built-in networks without normalisation layers, filled with the synthetic weights of the fixtures.</summary>
internal static class DrawnNetwork
{
    public static Graph Build(string architecture)
    {
        Graph declared = Architecture.Get(architecture).Build();
        return declared.With(declared.Initializers.Where(i => !i.Value.HasData)
            .Select(i => KeyValuePair.Create(i.Key, SyntheticWeights.Parameter(i.Key, i.Value.Shape, normalisation: false, gain: 1))));
    }
}
