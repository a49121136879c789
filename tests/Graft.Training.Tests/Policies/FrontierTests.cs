using Graft.Architectures;
using Graft.Graphs;
using Graft.Training.Policies;

namespace Graft.Training.Tests.Policies;

public class FrontierTests
{
    public static TheoryData<string> Names => [.. Architecture.All.Select(a => a.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Of_EveryStageOfEveryNetwork_KeepsLearningOutOfTheTrunkAndAllOfItInTheTail(string name)
    {
        Graph graph = Backbones.WithHead(name);
        PolicyBuilder builder = new(graph);
        foreach (Policy policy in (Policy[])[builder.Head(), builder.Full(), builder.BiasOnly(), .. graph.Stages.Select(s => builder.FreezeTo(s.Name)), builder.LowRank(2)])
        {
            (Graph trunk, Graph tail) = graph.Cut([.. Frontier.Of(graph, policy).Tensors]);
            policy.Learning.Intersect(trunk.Initializers.Keys).ShouldBeEmpty($"trunk, {policy.Name}");
            policy.Learning.Except(tail.Initializers.Keys).ShouldBeEmpty($"tail, {policy.Name}");
        }
    }

    [Theory]
    [InlineData("layer3", 256 * 14 * 14 * 4)]
    [InlineData("layer4", 512 * 4)]
    public void Of_ResNet18FrozenToAStage_TakesTheSmallestTensorBehindIt(string stage, long bytes)
    {
        Graph graph = Backbones.WithHead("resnet18");
        Frontier.Of(graph, new PolicyBuilder(graph).FreezeTo(stage)).BytesPerExample.ShouldBe(bytes);
    }

    [Fact]
    public void Of_FrozenToLayer3_IsThatStagesOutput()
    {
        Graph graph = Backbones.WithHead("resnet18");
        Frontier.Of(graph, new PolicyBuilder(graph).FreezeTo("layer3")).Tensors.ShouldBe([graph.Stages.Single(s => s.Name == "layer3").Tensor]);
    }

    [Fact]
    public void Of_EverythingLearns_IsAtTheInputs()
    {
        Graph graph = Backbones.WithHead("squeezenet1_1");
        Frontier.Of(graph, new PolicyBuilder(graph).Full()).IsAtInputs(graph).ShouldBeTrue();
    }

    [Fact]
    public void Of_NothingLearns_IsRefused()
    {
        Graph graph = Backbones.WithHead("resnet18");
        Should.Throw<GraftException>(() => Frontier.Of(graph, new PolicyBuilder(graph).Matching(null, "."))).Message.ShouldContain("nothing learns");
    }

    [Fact]
    public void Of_TextEncoderWithMask_StoresHiddenStatesAndTheSmallMask()
    {
        Graph graph = Encoder();
        Policy policy = new PolicyBuilder(graph).FreezeTo("layer.1");
        Frontier.Of(graph, policy).Tensors.ShouldBe(["layer.1.output", "layer.2.mask"]);
    }

    [Fact]
    public void Of_QueryLearns_MakesTheValueAgainFromTheHiddenStates()
    {
        Graph graph = Encoder();
        Policy policy = new PolicyBuilder(graph).Matching(@"^layer\.2\.query\.", null);
        Frontier.Of(graph, policy).Tensors.ShouldBe(["layer.1.output", "layer.2.mask"]);
    }

    // Three linear layers with a mask that is widened in each, as in an encoder, and a head.
    private static Graph Encoder()
    {
        GraphBuilder g = new("encoder");
        Wire ids = g.Input("input_ids", ElementType.Int64, "batch", "tokens");
        Wire mask = g.Input("attention_mask", ElementType.Float32, "batch", "tokens");
        Wire x = ids.Embedding("embeddings", 1000, 64);
        for (int i = 0; i < 3; i++)
        {
            Wire query = x.Linear($"layer.{i}.query", 64), value = x.Linear($"layer.{i}.value", 64);
            Wire widened = mask.Reshape([0, 0, 1], $"layer.{i}.mask").MatMul(g.Constant($"layer.{i}.ones", TensorData.Of(new float[64], 1, 64)));
            Wire wide = widened.Add(query, $"layer.{i}.wide");
            x = wide.Multiply(value, $"layer.{i}.product");
            for (int more = 0; more < 3; more++) x = x.Linear($"layer.{i}.dense{more}", more == 2 ? 64 : 2048);
            x = x.Relu($"layer.{i}.output").Stage($"layer.{i}");
        }
        return g.ToGraph(("logits", x.Mean([1]).Linear("head", 2)));
    }
}
