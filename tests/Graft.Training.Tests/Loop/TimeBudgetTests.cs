using Graft.Training.Loop;

namespace Graft.Training.Tests.Loop;

public class TimeBudgetTests
{
    [Theory, InlineData("90s", 90), InlineData("10m", 600), InlineData("1h30m", 5400), InlineData("1.5h", 5400), InlineData("2min", 120), InlineData("0:10:00", 600), InlineData("1d", 86400)]
    public void Parse_Times_AreRead(string text, double seconds) => TimeBudget.Parse(text).TotalSeconds.ShouldBe(seconds);

    [Theory, InlineData(""), InlineData("10"), InlineData("m"), InlineData("-5m"), InlineData("0s"), InlineData("ten minutes")]
    public void Parse_NoTime_SaysWhatIsExpected(string text) => Should.Throw<GraftException>(() => TimeBudget.Parse(text)).Message.ShouldContain("1h30m");

    [Fact]
    public void Fit_Measures_GivesTheEpochsThatFitWithTheReserve()
    {
        RunMeasures measured = new(SecondsSoFar: 60, SecondsPerBatch: 0.5, BatchesPerEpoch: 100, SecondsPerScoring: 10, SecondsAtEnd: 30);
        FittedEpochs fitted = TimeBudget.Fit(TimeSpan.FromMinutes(10), measured, most: 50);
        fitted.ShouldBe(new(8, 60 + 8 * 60 + 30, true));                                     // (570 - 90) / 60
        TimeBudget.Fit(TimeSpan.FromMinutes(10), measured, most: 3).Epochs.ShouldBe(3);
        TimeBudget.Fit(TimeSpan.FromMinutes(2), measured, most: 50).ShouldBe(new(1, 150, false));
    }
}
