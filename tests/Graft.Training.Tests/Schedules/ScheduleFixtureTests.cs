using System.Text.Json;
using Graft.Tests;
using Graft.Training.Schedules;

namespace Graft.Training.Tests.Schedules;

public class ScheduleFixtureTests
{
    private const double Tolerance = 1e-12;
    private static JsonElement Root => Fixture.Read("schedules");

    public static TheoryData<string> Cases => Fixture.Names("schedules", "schedules");
    public static TheoryData<string> PlateauCases => Fixture.Names("schedules", "reduce_on_plateau", "cases");

    [SharedTheory("fixtures/training/schedules.json"), MemberData(nameof(Cases))]
    public void Factor_ReferenceCase_GivesTheSameRates(string name)
    {
        JsonElement c = Root.GetProperty("schedules").Case(name), p = c.GetProperty("parameters");
        Schedule schedule = Create(name, p);
        double full = p.Number("max_lr", p.Number("base_lr", 1));
        double[] expected = c.GetProperty("lr").Numbers();
        for (int i = 0; i < expected.Length; i++)
            (full * schedule.Factor(i)).ShouldBe(expected[i], Tolerance * Math.Max(1e-3, Math.Abs(expected[i])), $"step {i}");
        if (c.TryGetProperty("momentum", out JsonElement m) && m.ValueKind == JsonValueKind.Array)
            Enumerable.Range(0, expected.Length).Select(i => schedule.Momentum(i)!.Value).ToArray().ShouldEqual(m.Numbers(), Tolerance);
    }

    private static Schedule Create(string name, JsonElement p)
    {
        long n = (long)p.Number("total_steps", 0), w = (long)p.Number("warmup_steps", 0);
        double floor = p.Number("min_lr", 0) / p.Number("base_lr", 1), gamma = p.Number("gamma", 0);
        return name switch
        {
            "step" => new Step((long)p.Number("step_size", 1), gamma),
            "multi_step" => new MultiStep([.. p.Numbers("milestones")!.Select(m => (long)m)], gamma),
            "exponential" => new Exponential(gamma),
            "cosine_restarts" => new CosineRestarts(n, (int)p.Number("num_cycles", 1), w),
            _ when name.StartsWith("constant", StringComparison.Ordinal) => new Constant(n, w),
            _ when name.StartsWith("linear", StringComparison.Ordinal) => new Linear(n, w),
            _ when name.StartsWith("cosine", StringComparison.Ordinal) => new Cosine(n, w, floor),
            _ when name.StartsWith("polynomial", StringComparison.Ordinal) => new Polynomial(n, p.Number("power", 1), w, p.Number("lr_end", 0) / p.Number("base_lr", 1)),
            _ => new OneCycle(n)
            {
                Rise = p.Number("pct_start", 0), Divisor = p.Number("div_factor", 0), FinalDivisor = p.Number("final_div_factor", 0),
                Straight = name.Contains("linear", StringComparison.Ordinal), LowMomentum = p.Number("base_momentum", 0), HighMomentum = p.Number("max_momentum", 0),
            },
        };
    }

    [SharedTheory("fixtures/training/schedules.json"), MemberData(nameof(PlateauCases))]
    public void ReduceOnPlateau_ReferenceCase_GivesTheSameRates(string name)
    {
        JsonElement c = Root.GetProperty("reduce_on_plateau").GetProperty("cases").Case(name), p = c.GetProperty("parameters");
        PlateauOptions options = new()
        {
            Factor = p.Number("factor", 0), Patience = (int)p.Number("patience", 0), Cooldown = (int)p.Number("cooldown", 0), Threshold = p.Number("threshold", 0),
            Absolute = p.Text("threshold_mode") == "abs", Maximise = p.Text("mode") == "max", MinimumRate = p.Number("min_lr", 0), Epsilon = p.Number("eps", 0),
        };
        PlateauState state = new(p.Number("base_lr", 0));
        List<double> rates = [];
        foreach (double measure in c.GetProperty("metric").Numbers())
        {
            state = ReduceOnPlateau.Next(options, state, measure);
            rates.Add(state.Rate);
        }
        rates.ShouldEqual(c.GetProperty("lr_after").Numbers(), Tolerance);
    }

    [SharedFact("fixtures/training/schedules.json")]
    public void FastaiOneCycle_ReferenceCases_GivesTheSameRatesAndMomentum()
    {
        foreach (JsonElement c in Root.GetProperty("fastai").GetProperty("fit_one_cycle").EnumerateArray())
        {
            FastaiOneCycle schedule = new((long)c.Number("n", 0)) { Rise = c.Number("pct_start", 0), Divisor = c.Number("div", 0) };
            Rates(schedule, c.Number("lr_max", 0)).ShouldEqual(c.GetProperty("lr").Numbers(), Tolerance);
            Enumerable.Range(0, (int)schedule.TotalSteps).Select(i => schedule.Momentum(i)!.Value).ToArray().ShouldEqual(c.GetProperty("momentum").Numbers(), Tolerance);
        }
    }

    [SharedFact("fixtures/training/schedules.json")]
    public void FineTune_ReferenceCase_GivesTheSameRatesOfEveryGroup()
    {
        JsonElement c = Root.GetProperty("fastai").GetProperty("fine_tune");
        double rate = c.Number("base_lr", 0);
        int batches = (int)c.Number("batches_per_epoch", 0), epochs = (int)c.Number("epochs", 0), groups = (int)c.Number("groups", 0);
        Rates(new FastaiOneCycle(batches) { Rise = 0.99 }, rate).ShouldEqual(c.GetProperty("frozen_phase").GetProperty("lr_of_head").Numbers(), Tolerance);
        FastaiOneCycle unfrozen = new(epochs * batches) { Rise = 0.3, Divisor = 5 };
        JsonElement[] expected = [.. c.GetProperty("lr_by_group_lowest_first").EnumerateArray()];
        for (int g = 0; g < groups; g++) Rates(unfrozen, rate / 2 * GroupRates.Even(groups)[g]).ShouldEqual(expected[g].Numbers(), Tolerance);
    }

    [SharedFact("fixtures/training/schedules.json")]
    public void SlantedTriangular_ReferenceCases_GivesTheSameRates()
    {
        JsonElement slanted = Root.GetProperty("slanted_triangular");
        foreach (JsonElement c in slanted.GetProperty("cases").EnumerateArray())
            Rates(new SlantedTriangular((long)c.Number("n", 0)) { Rise = c.Number("cut_frac", 0), Ratio = c.Number("ratio", 0) }, c.Number("lr_max", 0))
                .ShouldEqual(c.GetProperty("lr").Numbers(), Tolerance);
        JsonElement d = slanted.GetProperty("discriminative");
        GroupRates.Discriminative(4).Select(f => f * d.Number("lr_top", 0)).ToArray().ShouldEqual(d.GetProperty("lr_by_group_lowest_first").Numbers(), Tolerance);
    }

    [Fact]
    public void SlantedTriangular_FewerStepsThanTheRise_StillFinite() =>
        Enumerable.Range(0, 5).Select(i => new SlantedTriangular(5).Factor(i)).ShouldAllBe(f => f > 0 && f <= 1);

    [Fact]
    public void Create_EveryName_GivesFactorsBetweenZeroAndOne()
    {
        foreach (string name in ScheduleNames.All)
        {
            Schedule schedule = ScheduleNames.Create(name, new RunLength(30, 10, 3));
            Enumerable.Range(0, 30).Select(i => schedule.Factor(i)).ShouldAllBe(f => f >= 0 && f <= 1 + 1e-12, name);
        }
    }

    [Fact]
    public void Create_UnknownName_SuggestsTheNearest() =>
        Should.Throw<UnknownNameException>(() => ScheduleNames.Create("cosin", default)).Message.ShouldContain("Did you mean 'cosine'?");

    private static double[] Rates(Schedule schedule, double full) =>
        [.. Enumerable.Range(0, (int)(schedule switch { FastaiOneCycle f => f.TotalSteps, SlantedTriangular s => s.TotalSteps, _ => 0 })).Select(i => full * schedule.Factor(i))];
}
