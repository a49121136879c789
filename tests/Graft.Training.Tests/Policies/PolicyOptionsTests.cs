using Graft.Graphs;
using Graft.Training.Policies;

namespace Graft.Training.Tests.Policies;

public class PolicyOptionsTests
{
    private static readonly Graph ResNet = Backbones.WithHead("resnet18");

    [Fact]
    public void For_NothingSaid_IsTheHead() => new PolicyOptions().For(ResNet).Single().Learning.ShouldBe(["head.bias", "head.weight"]);

    [Fact]
    public void For_Gradual_IsAPolicyForEachPhase() => new PolicyOptions { Policy = "gradual" }.For(ResNet).Count.ShouldBeGreaterThan(4);

    [Fact]
    public void For_Lora_HasRankAndTwiceTheRankAsAlpha()
    {
        Treatment treatment = new PolicyOptions { Policy = "lora", LoraRank = 4, LoraTargets = "^layer4" }.For(ResNet).Single()["layer4.0.conv1.weight"];
        (treatment.Rank, treatment.Alpha).ShouldBe((4, 8));
    }

    [Fact]
    public void For_BackboneRateFactor_LeavesTheHeadAlone()
    {
        Policy policy = new PolicyOptions { UnfreezeLast = 1, BackboneRateFactor = 0.1, Statistics = NormStatistics.Frozen }.For(ResNet).Single();
        (policy["head.weight"].RateFactor, policy["layer4.0.conv1.weight"].RateFactor, policy["layer3.0.conv1.weight"].RateFactor, policy.Statistics).ShouldBe((1, 0.1, 0, NormStatistics.Frozen));
    }

    [Fact]
    public void For_ContradictingOptions_TellsAllFaultsAtOnce()
    {
        string message = Should.Throw<GraftException>(() => new PolicyOptions { Policy = "haed", FreezeTo = "layer3", LoraRank = 4, LayerDecay = 0.5, BackboneRateFactor = 0.1 }.For(ResNet)).Message;
        message.ShouldContain("policy and freeze-to");
        message.ShouldContain("Did you mean 'head'?");
        message.ShouldContain("'lora' alone");
        message.ShouldContain("got both");
    }

    [Fact]
    public void For_UnknownStage_SuggestsTheNearest() => Should.Throw<UnknownNameException>(() => new PolicyOptions { FreezeTo = "layr3" }.For(ResNet)).Message.ShouldContain("Did you mean 'layer3'?");

    [Fact]
    public void Of_FreezeToLayer3_SaysWhatLearnsAndWhereTheCutLies()
    {
        DryRun told = DryRun.Of(ResNet, new PolicyOptions { FreezeTo = "layer3", BackboneRateFactor = 0.1 }.For(ResNet).Single(), rate: 0.01);
        told.Learning.ShouldBe(8_393_728 + 3 * 512 + 3);                                    // layer4 of ResNet-18 and the head
        told.Frontier.BytesPerExample.ShouldBe(256 * 14 * 14 * 4);
        told.TrunkShare.ShouldBe(0.77, 0.02);
        told.Stages.Select(s => s.Stage).ShouldBe([.. ResNet.Stages.Select(s => s.Name), "head"]);
        (double lowest, double highest) = (told.Stages[^2].LowestRate, told.Stages[^1].HighestRate);
        (lowest, highest).ShouldBe((0.001, 0.01));
        told.ToTable().Rows.Select(r => r[3]).ShouldBe([.. Enumerable.Repeat("frozen", 4), "1e-3", "1e-2", ""]);
        told.Summary().ShouldContain("200,704 bytes of features per example");
        told.EstimatedSeconds(1000, 5).ShouldBe(1000 * 2.0 * told.MultiplyAdds * (told.TrunkShare + (1 - told.TrunkShare) * 15) / 2e11, 1e-6);
    }

    [Fact]
    public void Of_Lora_CountsTheAdditions() =>
        DryRun.Of(ResNet, new PolicyOptions { Policy = "lora", LoraRank = 2, LoraTargets = @"^layer4\.1\.conv2\.weight$" }.For(ResNet).Single(), 0.01)
            .Learning.ShouldBe(2 * (512 + 512 * 9) + 3 * 512 + 3);
}
