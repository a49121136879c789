using Graft.Evaluation;
using Graft.Hub;
using Graft.Tests;
using Graft.Training;

namespace Graft.Cli.Tests.Flow;

/// <summary>
/// Linear probes on ants and bees with weights that were really trained, out of every form that they are published in. SqueezeNet and EfficientNet-Lite0 within the tolerances of
/// shared/reference/accuracy-vision.md; for the other two nothing was measured elsewhere, and what is asked is a little less than what they reached here (0.686, and 0.895).
/// </summary>
public sealed class ProbeAccuracyTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [SharedTheory("data/hymenoptera")]
    [InlineData("models/squeezenet1_0-imagenet", 0.928 - 0.015, 0.290 + 0.03)]
    [InlineData("models/efficientnet-lite0-imagenet", 0.941 - 0.015, 0.144 + 0.02)]
    [InlineData("fixtures/checkpoints/mobilenet_v1_025.pth.tar", 0.86, 0.32)]
    [InlineData("fixtures/checkpoints/resnet20-12fca82f.th", 0.65, 0.65)]
    public void Run_ProbeOnAntsAndBees_IsAsGoodAsItShouldBe(string backbone, double accuracy, double logLoss)
    {
        TransferResult result = Transfer.Run(new Recipe { Data = Shared.Path("data/hymenoptera"), Backbone = Shared.Path(backbone) }, _home["bundle"], new HubOptions { Home = _home.Path });
        ClassificationMetrics validation = result.Scores["validation"];
        validation.Count.ShouldBe(153);
        validation.Accuracy.ShouldBeGreaterThan(accuracy - 1e-9);
        validation.LogLoss.ShouldBeLessThan(logLoss);
    }
}
