using System.Globalization;
using System.Text.Json;
using Graft.Tests;
using Graft.Training.Averaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Averaging;

public class AveragingFixtureTests
{
    private static JsonElement Ema => Fixture.Read("optimizers").GetProperty("ema");
    public static TheoryData<string> Cases => Fixture.Names("optimizers", "ema", "cases");

    [SharedTheory("fixtures/training/optimizers.json"), MemberData(nameof(Cases))]
    public void ExponentialAverage_ReferenceCase_GivesTheSameAverages(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement c = Ema.GetProperty("cases").Case(name), p = c.GetProperty("parameters");
        ExponentialAverage rule = new()
        {
            Decay = p.Number("decay", 0), Warmup = p.Number("use_warmup", 0) == 1, StartAfter = (int)p.Number("update_after_step", 0),
            WarmupGamma = p.Number("warmup_gamma", 1), WarmupPower = p.Number("warmup_power", 1), MinimumDecay = p.Number("min_decay", 0),
        };
        using WeightAverage average = new();
        if (name != "torch") average.Add(Named(Fixture.Read("optimizers").GetProperty("initial").GetProperty("w").Tensor()), 0);
        foreach ((int step, JsonElement value) in Ema.GetProperty("values").EnumerateArray().Index())
        {
            average.Add(Named(value.Tensor()), c.Number("step_passed", 0) == 1 ? rule.DecayAt(step) : rule.Decay);
            average.Values["w"].ShouldEqual(c.GetProperty("average_after")[step], 1e-12, $"after {step}");
        }
    }

    [SharedFact("fixtures/training/optimizers.json")]
    public void DecayAt_WarmUp_RisesAsTheReference()
    {
        ExponentialAverage rule = new() { Decay = 0.9999, Warmup = true };
        foreach (JsonProperty p in Ema.GetProperty("warmup_decay_by_step").EnumerateObject())
            rule.DecayAt(long.Parse(p.Name, CultureInfo.InvariantCulture)).ShouldBe(p.Value.GetDouble(), 1e-12, p.Name);
    }

    [SharedFact("fixtures/training/optimizers.json")]
    public void Add_Snapshots_GivesTheirPlainMean()
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement swa = Fixture.Read("optimizers").GetProperty("swa");
        using WeightAverage average = new();
        foreach (JsonElement snapshot in swa.GetProperty("snapshots").EnumerateArray())
            average.Add(snapshot.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Tensor()));
        foreach (JsonProperty p in swa.GetProperty("average").EnumerateObject()) average.Values[p.Name].ShouldEqual(p.Value, 1e-12, p.Name);
    }

    [SharedFact("fixtures/training/optimizers.json")]
    public void BatchStatistics_ReferenceActivations_GivesTheSameMeansAndVariances()
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement swa = Fixture.Read("optimizers").GetProperty("swa");
        using BatchStatistics statistics = new();
        foreach (JsonElement batch in swa.GetProperty("activations").EnumerateArray()) statistics.Add(batch.Tensor());
        statistics.Mean!.ShouldEqual(swa.GetProperty("running_mean"), 1e-12);
        statistics.Variance!.ShouldEqual(swa.GetProperty("running_var"), 1e-12);
    }

    [Fact]
    public void BatchStatistics_OneRow_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using BatchStatistics statistics = new();
        Should.Throw<GraftException>(() => statistics.Add(ones(1, 3))).Message.ShouldContain("at least 2 values per channel");
    }

    private static Dictionary<string, Tensor> Named(Tensor w) => new() { ["w"] = w };
}
