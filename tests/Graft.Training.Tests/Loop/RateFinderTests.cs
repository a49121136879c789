using System.Collections.Immutable;
using System.Text.Json;
using Graft.Tests;
using Graft.Training.Loop;

namespace Graft.Training.Tests.Loop;

public class RateFinderTests
{
    public static TheoryData<string> Cases => Fixture.Names("lr_finder", "cases");

    [SharedTheory("fixtures/training/lr_finder.json"), MemberData(nameof(Cases))]
    public void Suggest_ReferenceCase_GivesTheSameRates(string name)
    {
        JsonElement c = Fixture.Read("lr_finder").GetProperty("cases").Case(name);
        ImmutableArray<double> smoothed = RateFinder.Smooth(c.GetProperty("raw_loss").Numbers());
        smoothed.Length.ShouldBe((int)c.Number("stopped_after", 0));
        double[] expected = c.GetProperty("smoothed_loss").Numbers();
        for (int i = 0; i < expected.Length; i++) (double.IsNaN(expected[i]) ? double.IsNaN(smoothed[i]) : Math.Abs(smoothed[i] - expected[i]) <= 1e-9 * expected[i]).ShouldBeTrue($"{i}");
        RateSuggestion found = RateFinder.Suggest(smoothed);
        JsonElement s = c.GetProperty("suggestions"), v = c.GetProperty("valley");
        found.Minimum.ShouldBe(s.Number("minimum", 0), 1e-9);
        found.Steep.ShouldBe(s.Number("steep", 0), 1e-9);
        found.Valley.ShouldBe(s.Number("valley", 0), 1e-9);
        double[] used = [.. smoothed.Skip((int)c.Number("first_used", 0)).Take((int)c.Number("used", 0))];
        RateFinder.Valley(used).ShouldBe(((int)v.Number("start", 0), (int)v.Number("end", 0), (int)v.Number("longest", 0), (int)v.Number("index", 0)));
    }

    [SharedFact("fixtures/training/lr_finder.json")]
    public void Rate_EveryBatch_IsTheReferences() =>
        Enumerable.Range(0, 100).Select(i => RateFinder.Rate(i) * 1e7).ToArray().ShouldEqual([.. Fixture.Read("lr_finder").GetProperty("lr").Numbers().Select(r => r * 1e7)], 1e-9);

    [Fact]
    public void Suggest_LossExplodesAtOnce_SaysSo() =>
        Should.Throw<GraftException>(() => RateFinder.Suggest(RateFinder.Smooth([1, 1000]))).Message.ShouldContain("too few to judge");
}
