using Graft.Architectures.Text;
using Graft.Graphs;
using Graft.Tests;
using Graft.Training.Adapters;
using Graft.Training.Policies;

namespace Graft.Training.Tests.Adapters;

public class AdapterExtractionTests
{
    [SharedFact("fixtures/lora")]
    public void From_MergedModel_GivesAnAdapterThatMakesItAgain()
    {
        Graph before = TextWeights.Open(Shared.Path("fixtures/lora/base"), new() { Head = TextHead.Sequence, Labels = 3 }).Graph;
        LowRankAdapter published = LowRankAdapter.Open(Shared.Path("fixtures/lora/adapter"));
        Graph after = published.Merge(before);

        LowRankAdapter found = AdapterExtraction.From(before, after, AdapterFit.Of(published, before).Policy, "base");

        found.Additions.Keys.ShouldBe(published.Additions.Keys, ignoreOrder: true);
        found.Additions.Values.ShouldAllBe(f => f.Rank == 4 && f.Scaling == 2);
        Graph again = found.Merge(before);
        foreach ((string name, TensorData expected) in after.Initializers.Where(i => i.Value.Type == ElementType.Float32))
            Doubles(again.Initializers[name]).ShouldEqual(Doubles(expected), 1e-6, name);
    }

    [Fact]
    public void Save_WeightsOfAForeignGraph_ComeBackUnderTheirNames()
    {
        GraphBuilder g = new("foreign");
        Graph before = g.ToGraph(("y", g.Input("x", ElementType.Float32, "batch", 3).MatMul(g.Parameter("dense_kernel", 3, 2)))).With([KeyValuePair.Create("dense_kernel", TensorData.Of(new float[] { 1, 2, 3, 4, 5, 6 }, 3, 2))]);
        Graph after = before.With([KeyValuePair.Create("dense_kernel", TensorData.Of(new float[] { 2, 1, 5, 2, 8, 3 }, 3, 2))]);      // plus (1, 2, 3)' (1, -1)
        Policy policy = new("lora", System.Collections.Immutable.ImmutableSortedDictionary<string, Treatment>.Empty.Add("dense_kernel", new(1, 1, 2)));
        string folder = Directory.CreateTempSubdirectory("graft-adapter").FullName;
        AdapterExtraction.From(before, after, policy, "base").Save(folder);
        Doubles(LowRankAdapter.Open(folder).Merge(before).Initializers["dense_kernel"]).ShouldEqual(Doubles(after.Initializers["dense_kernel"]), 1e-6);
        Directory.Delete(folder, recursive: true);
    }

    private static double[] Doubles(TensorData tensor) => [.. tensor.ToFloats().Select(v => (double)v)];
}
