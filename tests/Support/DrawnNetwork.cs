using Graft.Architectures;
using Graft.Graphs;

namespace Graft.Tests;

/// <summary>Built-in networks with seeded uniform weights, scaled so that signals neither fade nor grow.</summary>
internal static class DrawnNetwork
{
    public static Graph Build(string architecture)
    {
        Graph declared = Architecture.Get(architecture).Build();
        return declared.With(declared.Initializers.Where(i => !i.Value.HasData).Select(i => KeyValuePair.Create(i.Key, Draw(i.Key, i.Value))));
    }

    private static TensorData Draw(string name, TensorData declared)
    {
        SeededRandom random = Seeds.For(name, 0);
        double scale = Math.Sqrt(3.0 / Math.Max(1, declared.Shape.Skip(1).Aggregate(1L, (p, d) => p * d)));
        return TensorData.Of([.. Enumerable.Range(0, (int)declared.Count).Select(_ => (float)(random.NextDouble(-1, 1) * scale))], declared.Shape);
    }
}
