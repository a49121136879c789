using System.Text.Json;
using Graft.Graphs;
using Graft.Tests;
using Graft.Training.Loop;
using Graft.Training.Schedules;

namespace Graft.Training.Tests.Loop;

public class PlanTests
{
    private static readonly Graph ResNet = Policies.Backbones.WithHead("resnet18");

    [Fact]
    public void Gradual_ManyEpochs_UnfreezesAStageEachAndTrainsAllForTheRest()
    {
        Plan plan = Plan.Gradual(ResNet, 10, 0.01);
        plan.Epochs.ShouldBe(10);
        plan.Phases[0].Policy.Learning.ShouldBe(["head.bias", "head.weight"]);
        plan.Phases.SkipLast(1).ShouldAllBe(p => p.Epochs == 1);
        plan.Phases[^1].Policy.Learning.ShouldContain("conv1.weight");
        plan.Phases[1].Policy["layer4.0.conv1.weight"].RateFactor.ShouldBe(1 / 2.6, 1e-12);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Gradual_FewEpochs_UnfreezesSeveralStagesAtOnce(int epochs)
    {
        Plan plan = Plan.Gradual(ResNet, epochs, 0.01);
        (plan.Epochs, plan.Phases.Count).ShouldBe((epochs, epochs));
        plan.Phases[^1].Policy.Learning.ShouldContain("conv1.weight");
        if (epochs > 1) plan.Phases[0].Policy.Learning.Count().ShouldBe(2);
    }

    [Fact]
    public void At_EpochsOfAllPhases_CountsWithinEach()
    {
        Plan plan = Plan.FineTune(ResNet, epochs: 3, frozenEpochs: 2);
        Enumerable.Range(0, 5).Select(plan.At).ShouldBe([(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)]);
        Should.Throw<ArgumentOutOfRangeException>(() => plan.At(5));
    }

    [SharedFact("fixtures/training/schedules.json")]
    public void FineTune_OfThreeGroups_HasFastaisRates()
    {
        JsonElement expected = Fixture.Read("schedules").GetProperty("fastai").GetProperty("fine_tune");
        int batches = expected.GetProperty("batches_per_epoch").GetInt32(), epochs = expected.GetProperty("epochs").GetInt32();
        Plan plan = Plan.FineTune(TwoStages(), epochs, expected.GetProperty("base_lr").GetDouble());

        Rates(plan.Phases[0], "head.weight", batches).ShouldEqual(expected.GetProperty("frozen_phase").GetProperty("lr_of_head").Numbers(), 1e-12);
        double[][] groups = [.. expected.GetProperty("lr_by_group_lowest_first").EnumerateArray().Select(g => g.Numbers())];
        foreach ((string parameter, double[] rates) in new[] { "a.weight", "b.weight", "head.weight" }.Zip(groups)) Rates(plan.Phases[1], parameter, batches).ShouldEqual(rates, 1e-12, parameter);
    }

    private static double[] Rates(Phase phase, string parameter, int batches)
    {
        Schedule schedule = phase.Schedule(new(phase.Epochs * batches, batches, 0));
        return [.. Enumerable.Range(0, phase.Epochs * batches).Select(i => phase.LearningRate * phase.Policy[parameter].RateFactor * schedule.Factor(i))];
    }

    private static Graph TwoStages()
    {
        GraphBuilder g = new("two stages");
        Wire x = g.Input("x", ElementType.Float32, "batch", 4);
        return g.ToGraph(("y", x.Linear("a", 4).Stage("a").Linear("b", 4).Stage("b").Linear("head", 2)));
    }
}
