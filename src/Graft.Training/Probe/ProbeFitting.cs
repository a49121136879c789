using Graft.Features;

namespace Graft.Training.Probe;

/// <summary>Fits a linear head on frozen features; penalty and standardising are chosen by cross-validation on the training examples alone.</summary>
public static class ProbeFitting
{
    // Held-out losses are compared in their third digit; the weights that are kept are worth more steps.
    private const double ToCompare = 1e-3, ToKeep = 1e-4;

    /// <summary>Chooses by the least held-out log loss, then fits on all training examples.</summary>
    /// <param name="features">N rows of D values, training examples only.</param>
    /// <param name="width">D.</param>
    /// <param name="labels">N class indices.</param>
    /// <param name="classes">K.</param>
    /// <param name="options">What to try.</param>
    /// <param name="seed">Decides the folds.</param>
    /// <param name="groups">Per example its group, whose members are held out together; null where there are none.</param>
    /// <param name="progress">Told after each fold.</param>
    /// <param name="cancel">Stops between fits.</param>
    public static FittedProbe Fit(float[] features, int width, int[] labels, int classes, ProbeOptions options, long seed, IReadOnlyList<string?>? groups = null, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        int[] folds = Folding.Assign(labels, Math.Clamp(labels.CountBy(l => l).Min(c => c.Value), 2, options.Folds), seed, groups);
        double[]? weights = Weights(labels, classes, options.BalanceClasses);
        List<ProbeTrial> trials = [];
        int done = 0, parts = folds.Max() + 1;
        (bool Standardise, int Fold)[] work = [.. new[] { true, false }.SelectMany(s => Enumerable.Range(0, parts).Select(f => (s, f)))];
        (double Loss, int Right)[][] results = new (double, int)[work.Length][];
        using SingleThreaded fits = SingleThreaded.Begin();
        Parallel.For(0, work.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, i =>
        {
            results[i] = TryFold(features, width, labels, classes, folds, work[i].Fold, work[i].Standardise, options, weights);
            progress?.Report(new("head", Interlocked.Increment(ref done), work.Length, 0));
        });
        foreach (bool standardise in new[] { true, false })
        {
            (double Loss, int Right)[][] mine = [.. results.Where((_, i) => work[i].Standardise == standardise)];
            for (int s = 0; s < options.Strengths.Count; s++)
                trials.Add(new(standardise, options.Strengths[s], mine.Sum(f => f[s].Loss) / labels.Length, (double)mine.Sum(f => f[s].Right) / labels.Length));
        }
        ProbeTrial chosen = trials.MinBy(t => t.LogLoss)!;
        return Final(features, width, labels, classes, chosen, weights) with { Trials = trials };
    }

    /// <summary>Fits on all examples as an earlier choice says; the caller has libtorch keep to one thread.</summary>
    internal static FittedProbe FitAs(float[] features, int width, int[] labels, int classes, ProbeTrial chosen, bool balanceClasses) =>
        Final(features, width, labels, classes, chosen, Weights(labels, classes, balanceClasses));

    internal static double[]? Weights(int[] labels, int classes, bool balance) =>
        balance ? [.. Enumerable.Range(0, classes).Select(k => (double)labels.Length / classes / Math.Max(1, labels.Count(l => l == k)))] : null;

    private static (double Loss, int Right)[] TryFold(float[] features, int width, int[] labels, int classes, int[] folds, int fold, bool standardise, ProbeOptions options, double[]? weights)
    {
        int[] train = [.. Enumerable.Range(0, labels.Length).Where(i => folds[i] != fold)], held = [.. Enumerable.Range(0, labels.Length).Where(i => folds[i] == fold)];
        Scaling scaling = Scaling.Of(features, width, train, standardise);
        using DenseRows heldRows = new(scaling.Apply(features, held), held.Length);
        int[] heldLabels = [.. held.Select(i => labels[i])];
        using LogisticRegression regression = new(new DenseRows(scaling.Apply(features, train), train.Length), [.. train.Select(i => labels[i])], classes, weights);
        double[]? parameters = null;
        return [.. options.Strengths.Select(c => regression.Score(heldRows, heldLabels, parameters = regression.Fit(c, ToCompare, parameters)))]; // each from the stronger penalty's solution
    }

    private static FittedProbe Final(float[] features, int width, int[] labels, int classes, ProbeTrial chosen, double[]? weights)
    {
        int[] all = [.. Enumerable.Range(0, labels.Length)];
        Scaling scaling = Scaling.Of(features, width, all, chosen.Standardise);
        using LogisticRegression regression = new(new DenseRows(scaling.Apply(features, all), all.Length), labels, classes, weights);
        double[] parameters = regression.Fit(chosen.C, ToKeep);
        float[] weight = new float[classes * width], bias = new float[classes];
        for (int k = 0; k < classes; k++)
        {
            double shift = parameters[(width * classes) + k];
            for (int d = 0; d < width; d++)
            {
                double w = parameters[(d * classes) + k] * scaling.Factor[d];
                weight[(k * width) + d] = (float)w;
                shift -= w * scaling.Mean[d];
            }
            bias[k] = (float)shift;
        }
        return new(weight, bias, chosen, []);
    }
}
