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
        string?[]? groups = options.Groups?.ToArray();
        return Run(labels, options, seed, fold =>
        {
            FittedProbe probe = ProbeFitting.Fit(Rows(features, width, fold.Train), width, [.. fold.Train.Select(i => labels[i])], classes.Count, options.Probe, seed, groups is null ? null : [.. fold.Train.Select(i => groups[i])], progress, cancel);
            return [.. Probabilities(features, width, fold.Held, probe).Chunk(classes.Count)];
        }, (rows, said) => ClassificationMetrics.Compute([.. said.SelectMany(p => p)], [.. rows.Select(i => labels[i])], classes));
    }

    /// <summary>Cross-validation of anything that answers for held-out examples.</summary>
    /// <param name="strata">Per example what is spread evenly over the folds: its class, or 0.</param>
    /// <param name="options">Folds, repetitions and groups.</param>
    /// <param name="seed">Decides the folds.</param>
    /// <param name="answer">Learns from a fold's training examples and answers for each that is held out.</param>
    /// <param name="score">Scores answers of some examples.</param>
    internal static CrossValidationScores Run(int[] strata, CrossValidationOptions options, long seed, Func<Fold, float[][]> answer, Func<int[], float[][], TaskMetrics> score)
    {
        List<FoldScore> scores = [];
        float[][] mean = new float[strata.Length][];
        for (int repeat = 0; repeat < options.Repeats; repeat++)
        {
            int[] folds = Folding.Assign(strata, FoldCount(strata, options.Folds), seed + repeat, options.Groups);
            for (int fold = 0; fold <= folds.Max(); fold++)
            {
                (int[] train, int[] held) = Divide(folds, fold);
                float[][] said = answer(new(repeat, fold, train, held));
                scores.Add(new(held.Length, score(held, said)));
                foreach ((int row, float[] one) in held.Zip(said)) mean[row] = Add(mean[row], one, 1f / options.Repeats);
            }
        }
        return CrossValidationScores.Of(scores.Count / options.Repeats, options.Repeats, score([.. Enumerable.Range(0, strata.Length)], mean), scores);
    }

    private static float[] Add(float[]? sum, float[] values, float share) => [.. values.Select((v, k) => (sum?[k] ?? 0) + (share * v))];

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
