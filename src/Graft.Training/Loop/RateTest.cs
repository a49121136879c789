using Graft.Graphs;
using Graft.Training.Averaging;
using Graft.Training.Optimizers;
using Graft.Training.Policies;

namespace Graft.Training.Loop;

/// <summary>Runs the learning-rate range test: a batch for each rate, on weights that are thrown away afterwards.</summary>
internal static class RateTest
{
    public static RateSuggestion Run(Graph tail, Phase phase, PhaseData data, Objective objective, TrainingOptions options, int batches, CancellationToken cancel)
    {
        using Optimizer optimizer = new(OptimizerNames.Get(options.Optimizer));
        using WeightAverage average = new();
        Graph attached = LowRankEdit.Attach(tail, phase.Policy, options.Seed);
        using PhaseRun run = new(attached, phase with { Policy = LowRankEdit.Attached(phase.Policy) }, data, objective, options, optimizer, average);
        return RateFinder.Suggest(RateFinder.Smooth(Finite(run.Sweep(i => RateFinder.Rate(i, batches), batches, cancel))), batches);
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
