using Graft.Graphs;
using Graft.Training.Policies;

namespace Graft.Training.Tests.Policies;

public class PolicyBuilderTests
{
    private static readonly Graph ResNet = Backbones.WithHead("resnet18");
    private readonly PolicyBuilder _builder = new(ResNet);

    [Fact]
    public void Head_OfResNet18_IsWeightAndBias() => _builder.Head().Learning.ShouldBe(["head.bias", "head.weight"]);

    [Fact]
    public void FreezeTo_Layer3_LeavesLayer4AndTheHead() =>
        _builder.FreezeTo("layer3").Learning.Select(p => p.Split('.')[0]).Distinct().ShouldBe(["head", "layer4"]);

    [Fact]
    public void UnfreezeLast_One_IsFreezeToTheStageBefore() =>
        _builder.UnfreezeLast(1).Learning.ShouldBe(_builder.FreezeTo("layer3").Learning);

    [Fact]
    public void UnfreezeLast_AllStages_IsFull() => _builder.UnfreezeLast(ResNet.Stages.Length).Learning.ShouldBe(_builder.Full().Learning);

    [Fact]
    public void FreezeTo_UnknownStage_SuggestsTheNearest() =>
        Should.Throw<UnknownNameException>(() => _builder.FreezeTo("leyer3")).Message.ShouldContain("Did you mean 'layer3'?");

    [Fact]
    public void UnfreezeLast_TooMany_NamesTheStages() => Should.Throw<GraftException>(() => _builder.UnfreezeLast(99)).Message.ShouldContain("layer4");

    [Fact]
    public void Matching_FreezeWinsOverTrain_AndTheHeadLearns() => _builder.Matching(@"^layer4\.1\.", @"\.bn\d\.").Learning
        .ShouldBe(["head.bias", "head.weight", "layer4.1.conv1.weight", "layer4.1.conv2.weight"]);

    [Fact]
    public void Matching_ExpressionThatFindsNothing_IsRefused() => Should.Throw<GraftException>(() => _builder.Matching("layr", null)).Message.ShouldContain("finds no parameter");

    [Fact]
    public void Matching_MalformedExpression_IsRefused() => Should.Throw<GraftException>(() => _builder.Matching("(", null)).Message.ShouldContain("malformed");

    [Fact]
    public void Full_OfAnyNetwork_LeavesStatisticsOut() => _builder.Full().Learning.ShouldAllBe(p => !p.Contains("running_", StringComparison.Ordinal));

    [Fact]
    public void Gradual_Phases_GrowFromHeadToFull()
    {
        IReadOnlyList<Policy> phases = _builder.Gradual();
        phases[0].Learning.ShouldBe(_builder.Head().Learning);
        phases[^1].Learning.ShouldBe(_builder.Full().Learning);
        for (int i = 1; i < phases.Count; i++) phases[i - 1].Learning.Except(phases[i].Learning).ShouldBeEmpty();
    }

    [Fact]
    public void WithLayerDecay_Full_HeadLearnsAtTheFullRate()
    {
        Policy policy = _builder.WithLayerDecay(_builder.Full(), 0.5);
        policy["head.weight"].RateFactor.ShouldBe(1);
        policy["layer4.1.conv2.weight"].RateFactor.ShouldBe(0.5);
        policy["conv1.weight"].RateFactor.ShouldBe(Math.Pow(0.5, 9));
    }

    [Fact]
    public void NormsInTraining_FrozenScale_StaysInInferenceMode()
    {
        _builder.Head().NormsInTraining(ResNet).ShouldBeEmpty();
        _builder.FreezeTo("layer3").NormsInTraining(ResNet).ShouldAllBe(n => n.StartsWith("layer4.", StringComparison.Ordinal));
        (_builder.Full() with { Statistics = NormStatistics.Frozen }).NormsInTraining(ResNet).ShouldBeEmpty();
    }

    [Fact]
    public void BiasOnly_OfResNet18_IsTheNormsBiasesAndTheHead() =>
        _builder.BiasOnly().Learning.Where(p => !p.StartsWith("head.", StringComparison.Ordinal)).ShouldAllBe(p => p.EndsWith(".bias", StringComparison.Ordinal));

    [Fact]
    public void Of_ResNet18_DecaysWeightsButNotNormsAndBiases() =>
        GraphParameters.Of(ResNet).Where(p => p.Decays).Select(p => p.Name).ShouldAllBe(n => n.Contains("conv") || n.Contains("downsample.0") || n == "head.weight");
}
