using Graft.Evaluation;

namespace Graft.Tests.Evaluation;

public class LabelThresholdsTests
{
    [Fact]
    public void Choose_LabelsThatScoresTellApart_LiesInTheMiddleBetweenThem()
    {
        double[] chosen = LabelThresholds.Choose([0.9f, 0.1f, 0.3f, 0.2f, 0.1f, 0.4f, 0.2f, 0.7f], [true, false, true, false, false, true, false, true], 2);
        chosen[0].ShouldBe(0.25, 1e-6);
        chosen[1].ShouldBe(0.3, 1e-6);
    }

    [Fact]
    public void Choose_LabelsThatAllHaveOrNone_KeepTheUsual() =>
        LabelThresholds.Choose([0.9f, 0.1f, 0.3f, 0.2f], [true, false, true, false], 2).ShouldBe([0.5, 0.5]);

    [Fact]
    public void Choose_OverlappingScores_HaveTheHighestF1()
    {
        float[] scores = [0.9f, 0.8f, 0.6f, 0.5f, 0.2f];
        bool[] has = [true, false, true, true, false];
        double chosen = LabelThresholds.Choose([.. scores], [.. has], 1)[0];
        MultilabelMetrics at = MultilabelMetrics.Compute(scores, has, ["a"], [chosen]);
        at.PerClass[0].F1.ShouldBe(at.PerClass[0].BestF1!.Value, 1e-9);
    }
}
