using System.Collections.Immutable;
using Graft.Architectures;
using Graft.Backbones;
using Graft.Graphs;
using Graft.Tests.Architectures;

namespace Graft.Tests.Backbones;

public class CutProposalTests
{
    private static readonly string[] TwoLayersBehindThePool = ["mobilenet_v3", "mobilenetv3"];

    [Theory, MemberData(nameof(RegistryTests.Names), MemberType = typeof(RegistryTests))]
    public void Find_NetworkWithoutNotes_IsWhatItsClassifierReads(string name)
    {
        Architecture network = Architecture.Get(name);
        Graph foreign = Without(network.Build());

        string cut = CutProposal.Find(foreign).ShouldNotBeNull();

        if (TwoLayersBehindThePool.Any(name.Contains)) cut.ShouldStartWith("avgpool");
        else cut.ShouldBe(Expected(foreign, network.FeatureTensor));
    }

    [Fact]
    public void Find_ModelThatNamesItsFeatures_IsThat() => CutProposal.Find(Architecture.Get("mobilenet_v3_small").Build()).ShouldBe(Architecture.Get("mobilenet_v3_small").FeatureTensor);

    [Fact]
    public void Of_NoPoolAndNoLinearLayer_SaysHowToNameOne()
    {
        GraphBuilder builder = new("none");
        Graph graph = builder.ToGraph(("out", builder.Input("image", ElementType.Float32, "batch", 3, 8, 8).Relu()));
        Should.Throw<GraftException>(() => CutProposal.Of(graph)).Message.ShouldContain("Name the tensor with --cut");
    }

    private static Graph Without(Graph graph) => graph with { Metadata = ImmutableSortedDictionary<string, string>.Empty, Stages = [] };

    /// <summary>The feature tensor, or the pooling that it is a flattening of.</summary>
    private static string Expected(Graph graph, string features) =>
        graph.Nodes.Single(n => n.Outputs.Contains(features)) is { OpType: "Flatten" } flatten && graph.Nodes.Single(n => n.Outputs.Contains(flatten.Inputs[0])).OpType.Contains("Pool") ? flatten.Inputs[0] : features;
}
