using System.Diagnostics;
using Graft.Graphs;
using Graft.Training.Averaging;
using Graft.Training.Optimizers;
using Graft.Training.Policies;

namespace Graft.Training.Loop;

/// <summary>Runs the learning-rate range test: a batch for each rate, on weights that are thrown away afterwards.</summary>
internal static class RateTest
{
    private const int Measured = 5;

    public static RateSuggestion Run(Graph tail, Phase phase, PhaseData data, Objective objective, TrainingOptions options, int batches, CancellationToken cancel) =>
        Swept(tail, phase, data, objective, options, run => RateFinder.Suggest(RateFinder.Smooth(Finite(run.Sweep(i => RateFinder.Rate(i, batches), batches, cancel))), batches));

    /// <summary>Seconds of a batch, the median of a few after two that warm up.</summary>
    public static double SecondsPerBatch(Graph tail, Phase phase, PhaseData data, Objective objective, TrainingOptions options, CancellationToken cancel) => Swept(tail, phase, data, objective, options, run =>
    {
        List<double> seconds = [];
        long start = Stopwatch.GetTimestamp();
        foreach (double _ in run.Sweep(_ => 1e-9, Measured + 2, cancel))
        {
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
        }
        return seconds.Skip(2).Order().ElementAt(Measured / 2);
    });

    private static T Swept<T>(Graph tail, Phase phase, PhaseData data, Objective objective, TrainingOptions options, Func<PhaseRun, T> sweep)
    {
        using Optimizer optimizer = new(OptimizerNames.Get(options.Optimizer));
        using WeightAverage average = new();
        Graph attached = LowRankEdit.Attach(tail, phase.Policy, options.Seed);
        using PhaseRun run = new(attached, phase with { Policy = LowRankEdit.Attached(phase.Policy) }, data, objective, options, optimizer, average);
        return sweep(run);
    }

    // A diverging loss ends the test, and is no error here.
    private static IEnumerable<double> Finite(IEnumerable<double> losses)
    {
        using IEnumerator<double> each = losses.GetEnumerator();
        while (true)
        {
            try
            {
                if (!each.MoveNext()) yield break;
            }
            catch (GraftException)
            {
                yield break;
            }
            yield return each.Current;
        }
    }
}
