using System.Numerics.Tensors;
using Graft.Evaluation;
using Graft.Features;

namespace Graft.Training.Probe;

/// <summary>How a cross-validation is made.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>Folds, each held out once.</summary><value>5</value>
    public int Folds { get; init; } = 5;

    /// <summary>How often all is repeated with other folds.</summary><value>1</value>
    public int Repeats { get; init; } = 1;

    /// <summary>Per example its group, whose members are held out together; null where there are none.</summary>
    public IReadOnlyList<string?>? Groups { get; init; }

    /// <summary>How each head is fitted; its penalty is chosen anew within each fold's training examples.</summary>
    public ProbeOptions Probe { get; init; } = new();
}

/// <summary>What a head scores on examples that it was not fitted on, for all of them.</summary>
/// <param name="Folds">Folds per repetition.</param>
/// <param name="Repeats">Repetitions.</param>
/// <param name="Accuracy">Mean over the folds.</param>
/// <param name="AccuracyDeviation">Standard deviation over the folds (over n - 1).</param>
/// <param name="MacroF1">Mean over the folds.</param>
/// <param name="LogLoss">Mean over the folds.</param>
/// <param name="Pooled">All examples together, by their probabilities, which are means over the repetitions.</param>
/// <param name="PerFold">Each fold's scores.</param>
public sealed record CrossValidationScores(int Folds, int Repeats, double Accuracy, double AccuracyDeviation, double MacroF1, double LogLoss, ClassificationMetrics Pooled, IReadOnlyList<FoldScore> PerFold);

/// <summary>One fold.</summary>
/// <param name="Count">Examples held out.</param>
/// <param name="Accuracy">On them.</param>
/// <param name="MacroF1">On them.</param>
/// <param name="LogLoss">On them.</param>
public sealed record FoldScore(int Count, double Accuracy, double MacroF1, double LogLoss);

/// <summary>Cross-validation of a head on frozen features: the features are computed once, so it takes seconds.</summary>
public static class CrossValidation
{
    /// <summary>Fits a head per fold, penalty and standardising chosen within it, and scores the held-out examples.</summary>
    /// <param name="features">N rows of D values.</param>
    /// <param name="width">D.</param>
    /// <param name="labels">N class indices.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Decides the folds.</param>
    /// <param name="progress">Told after each fit.</param>
    /// <param name="cancel">Stops between fits.</param>
    public static CrossValidationScores Run(float[] features, int width, int[] labels, IReadOnlyList<string> classes, CrossValidationOptions options, long seed, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        float[] mean = new float[labels.Length * classes.Count];
        List<FoldScore> scores = [];
        for (int repeat = 0; repeat < options.Repeats; repeat++)
        {
            int[] folds = Folding.Assign(labels, FoldCount(labels, options.Folds), seed + repeat, options.Groups);
            for (int fold = 0; fold <= folds.Max(); fold++)
            {
                (int[] train, int[] held) = Divide(folds, fold);
                FittedProbe probe = ProbeFitting.Fit(Rows(features, width, train), width, [.. train.Select(i => labels[i])], classes.Count, options.Probe, seed, null, progress, cancel);
                float[] probabilities = Probabilities(features, width, held, probe);
                ClassificationMetrics m = ClassificationMetrics.Compute(probabilities, [.. held.Select(i => labels[i])], classes);
                scores.Add(new(held.Length, m.Accuracy, m.MacroF1, m.LogLoss));
                Scatter(probabilities, held, mean, 1f / options.Repeats);
            }
        }
        double average = scores.Average(s => s.Accuracy), spread = Math.Sqrt(scores.Sum(s => Math.Pow(s.Accuracy - average, 2)) / Math.Max(1, scores.Count - 1));
        return new(options.Folds, options.Repeats, average, spread, scores.Average(s => s.MacroF1), scores.Average(s => s.LogLoss), ClassificationMetrics.Compute(mean, labels, classes), scores);
    }

    /// <summary>(N, K) probabilities of every example by a head that has not seen it, all fitted with one penalty: what finding label errors needs, at a fifth of the cost.</summary>
    /// <param name="features">N rows of D values.</param>
    /// <param name="width">D.</param>
    /// <param name="labels">N class indices.</param>
    /// <param name="classes">K.</param>
    /// <param name="chosen">The penalty, and whether features are standardised.</param>
    /// <param name="options">Folds and groups.</param>
    /// <param name="seed">Decides the folds.</param>
    /// <param name="cancel">Stops between fits.</param>
    public static float[] Probabilities(float[] features, int width, int[] labels, int classes, ProbeTrial chosen, CrossValidationOptions options, long seed, CancellationToken cancel = default)
    {
        float[] mean = new float[labels.Length * classes];
        using SingleThreaded fits = SingleThreaded.Begin();
        for (int repeat = 0; repeat < options.Repeats; repeat++)
        {
            int[] folds = Folding.Assign(labels, FoldCount(labels, options.Folds), seed + repeat, options.Groups);
            float[][] found = new float[folds.Max() + 1][];
            Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, fold =>
            {
                (int[] train, int[] held) = Divide(folds, fold);
                FittedProbe probe = ProbeFitting.FitAs(Rows(features, width, train), width, [.. train.Select(i => labels[i])], classes, chosen, options.Probe.BalanceClasses);
                found[fold] = Probabilities(features, width, held, probe);
            });
            for (int fold = 0; fold < found.Length; fold++) Scatter(found[fold], Divide(folds, fold).Held, mean, 1f / options.Repeats);
        }
        return mean;
    }

    // No more folds than the rarest class has examples: every fold's training examples then know every class.
    private static int FoldCount(int[] labels, int wanted) => Math.Clamp(labels.CountBy(l => l).Min(c => c.Value), 2, Math.Max(2, wanted));

    private static (int[] Train, int[] Held) Divide(int[] folds, int fold) => ([.. Enumerable.Range(0, folds.Length).Where(i => folds[i] != fold)], [.. Enumerable.Range(0, folds.Length).Where(i => folds[i] == fold)]);

    private static float[] Rows(float[] features, int width, int[] rows)
    {
        float[] some = new float[rows.Length * width];
        for (int i = 0; i < rows.Length; i++) features.AsSpan(rows[i] * width, width).CopyTo(some.AsSpan(i * width, width));
        return some;
    }

    private static float[] Probabilities(float[] features, int width, int[] rows, FittedProbe probe)
    {
        int classes = probe.Bias.Length;
        float[] probabilities = new float[rows.Length * classes];
        double[] row = new double[classes];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int k = 0; k < classes; k++) row[k] = TensorPrimitives.Dot(features.AsSpan(rows[i] * width, width), probe.Weight.AsSpan(k * width, width)) + probe.Bias[k];
            Softmax.InPlace(row);
            for (int k = 0; k < classes; k++) probabilities[(i * classes) + k] = (float)row[k];
        }
        return probabilities;
    }

    private static void Scatter(float[] probabilities, int[] rows, float[] to, float share)
    {
        int classes = probabilities.Length / Math.Max(1, rows.Length);
        for (int i = 0; i < probabilities.Length; i++) to[(rows[i / classes] * classes) + (i % classes)] += share * probabilities[i];
    }
}
