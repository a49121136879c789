using System.Diagnostics;
using Graft.Backbones;
using Graft.Graphs;
using Graft.Training.Loop;
using Graft.Training.Policies;

namespace Graft.Training.Photos;

/// <summary>One depth that was tried.</summary>
/// <param name="Policy">What learned, as the command line says it.</param>
/// <param name="Validation">Of its best epoch, on the photos that the choice was made on; null where it was not tried.</param>
/// <param name="Epochs">Epochs that were run; 0 for the head, which is fitted.</param>
/// <param name="Seconds">What it took; where it was not tried, what it was expected to take.</param>
public sealed record DepthTrial(PolicyOptions Policy, ValidationScore? Validation, int Epochs, double Seconds);

/// <summary>
/// Tries how deep to train: the head alone, then more and more of the last stages, as long as the clock allows. Every depth begins with the probe's head, and the best validation
/// decides; a deeper one counts only where it beats the head alone by more than one standard error (Breiman et al. 1984), as few photos to choose on say little.
/// </summary>
/// <param name="tuning">Trains one policy.</param>
/// <param name="budget">For all trials together.</param>
internal sealed class DepthSearch(PhotoTuning tuning, TimeSpan budget)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Runs the trials.</summary>
    /// <param name="backbone">Says what the network wants of photos.</param>
    /// <param name="model">Backbone with the probe's head.</param>
    /// <param name="head">How the head alone does on <paramref name="held"/>.</param>
    /// <param name="train">Photos to learn from.</param>
    /// <param name="held">Photos to choose on.</param>
    /// <param name="folder">Where each trial keeps its state.</param>
    /// <param name="report">Told after each epoch.</param>
    /// <param name="cancel">Stops for good; a trial that runs out of time counts with its best epoch.</param>
    /// <returns>All trials, the best of them, and its model; null where the head alone is best.</returns>
    public (IReadOnlyList<DepthTrial> Trials, DepthTrial Best, FineTuned? Model) Run(Backbone backbone, Graph model, ValidationScore head, int[] train, int[] held, string folder, IProgress<EpochReport>? report, CancellationToken cancel)
    {
        List<DepthTrial> trials = [new(new() { Policy = "head" }, head, 0, 0)];
        (DepthTrial Trial, FineTuned? Model) best = (trials[0], null);
        double perCost = 0;
        foreach (PolicyOptions policy in Depths(model))
        {
            double cost = CostOf(model, policy), left = budget.TotalSeconds - Stopwatch.GetElapsedTime(_start).TotalSeconds;
            if (left <= 0 || cost * perCost > left)
            {
                trials.Add(new(policy, null, 0, Math.Round(cost * perCost, 1)));
                continue;
            }
            long start = Stopwatch.GetTimestamp();
            if (Try(policy, left) is not { } tuned) continue;
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            perCost = Math.Max(perCost, seconds / cost);
            trials.Add(new(policy, tuned.Best, tuned.History.Count, Math.Round(seconds, 1)));
            if (tuned.Best is { } score && score.Score - head.Score > StandardError(head.Score, held.Length) && score.IsBetterThan(best.Trial.Validation)) best = (trials[^1], tuned);
        }
        return (trials, best.Trial, best.Model);

        FineTuned? Try(PolicyOptions policy, double left)
        {
            using CancellationTokenSource clock = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            clock.CancelAfter(TimeSpan.FromSeconds(left));
            try
            {
                FineTuned tuned = tuning.Run(policy, backbone, model, train, held, Path.Combine(folder, NameOf(policy)), report, clock.Token);
                cancel.ThrowIfCancellationRequested();
                return tuned;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                trials.Add(new(policy, null, 0, Math.Round(left, 1))); // no epoch was done in time
                return null;
            }
        }
    }

    /// <summary>The last stage, a quarter and half of the stages, and everything.</summary>
    internal static IReadOnlyList<PolicyOptions> Depths(Graph model)
    {
        int stages = model.Stages.Length;
        return [.. new[] { 1, (stages + 3) / 4, (stages + 1) / 2 }.Where(k => k < stages && k > 0).Distinct().Select(k => new PolicyOptions { UnfreezeLast = k }), new PolicyOptions { Policy = "full" }];
    }

    // Of a share of n; at least that of half an example, where all are right.
    private static double StandardError(double share, int n) => Math.Max(Math.Sqrt(share * (1 - share) / n), 0.5 / n);

    private static string NameOf(PolicyOptions policy) => policy.UnfreezeLast is int last ? $"last-{last}" : policy.Policy!;

    // Forward and twice as much backward for what the tail computes, so that the time of a shallower trial foretells a deeper one's.
    private static double CostOf(Graph model, PolicyOptions policy)
    {
        NodeCost cost = new(model);
        return model.Cut(Frontier.Of(model, policy.For(model)[0]).Tensors).Tail.Nodes.Sum(n => (double)cost.Compute(n));
    }
}
