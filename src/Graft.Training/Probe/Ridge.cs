using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Probe;

/// <summary>What cross-validation said of one penalty.</summary>
/// <param name="Penalty">Factor of the squared weights, beside the mean squared error of N examples: sum of squares + penalty |w|^2.</param>
/// <param name="MeanSquaredError">On the held-out training examples.</param>
public sealed record RidgeTrial(double Penalty, double MeanSquaredError);

/// <summary>A fitted line through features.</summary>
/// <param name="Weight">D values, for raw features: standardising is folded in.</param>
/// <param name="Bias">The intercept.</param>
/// <param name="Chosen">The penalty with the least error in cross-validation.</param>
/// <param name="Trials">All that were tried.</param>
public sealed record FittedRidge(float[] Weight, float Bias, RidgeTrial Chosen, IReadOnlyList<RidgeTrial> Trials);

/// <summary>Ridge regression on standardised features (Hoerl, Kennard 1970), solved exactly; the penalty is chosen by cross-validation on the training examples.</summary>
public static class Ridge
{
    private const int Folds = 5;
    private static readonly double[] Penalties = [1, 10, 100, 300, 1000, 3000, 10000];

    /// <summary>Chooses and fits.</summary>
    /// <param name="features">N rows of D values.</param>
    /// <param name="width">D.</param>
    /// <param name="targets">N numbers.</param>
    /// <param name="seed">Decides the folds.</param>
    /// <param name="groups">Per example its group, whose members are held out together; null where there are none.</param>
    /// <param name="cancel">Stops between fits.</param>
    /// <exception cref="GraftException">Fewer examples than folds.</exception>
    public static FittedRidge Fit(float[] features, int width, double[] targets, long seed, IReadOnlyList<string?>? groups = null, CancellationToken cancel = default)
    {
        if (targets.Length < Folds) throw new GraftException($"Expected at least {Folds} training examples to fit a line, found {targets.Length}.");
        int[] order = [.. Enumerable.Range(0, targets.Length)], folds = FoldsOf(order, seed, groups);
        double[] errors = new double[Penalties.Length];
        for (int fold = 0; fold <= folds.Max(); fold++)
        {
            cancel.ThrowIfCancellationRequested();
            int[] train = [.. order.Where((_, i) => folds[i] != fold)], held = [.. order.Where((_, i) => folds[i] == fold)];
            (double[] Weight, double Bias)[] lines = Solve(features, width, targets, train, Penalties);
            for (int p = 0; p < lines.Length; p++) errors[p] += held.Sum(i => Math.Pow(Predict(features.AsSpan(i * width, width), lines[p]) - targets[i], 2));
        }
        RidgeTrial[] trials = [.. Penalties.Select((p, i) => new RidgeTrial(p, errors[i] / targets.Length))];
        RidgeTrial chosen = trials.MinBy(t => t.MeanSquaredError)!;
        (double[] weight, double bias) = Solve(features, width, targets, order, [chosen.Penalty])[0];
        return new([.. weight.Select(w => (float)w)], (float)bias, chosen, trials);
    }

    /// <summary>Shuffles the examples, and says which fold each of them is in then.</summary>
    private static int[] FoldsOf(int[] order, long seed, IReadOnlyList<string?>? groups)
    {
        Seeds.For("folds of a regression", seed).Shuffle(order.AsSpan());
        return groups is null || groups.All(g => g is null) ? [.. order.Select((_, i) => i % Folds)] : Folding.Assign(new int[order.Length], Folds, seed, [.. order.Select(i => groups[i])]);
    }

    private static (double[] Weight, double Bias)[] Solve(float[] features, int width, double[] targets, int[] rows, double[] penalties)
    {
        Scaling scaling = Scaling.Of(features, width, rows, standardise: true);
        double mean = rows.Average(i => targets[i]);
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor x = tensor(scaling.Apply(features, rows), [rows.Length, width]), y = tensor([.. rows.Select(i => targets[i] - mean)], [rows.Length, 1]);
        Tensor transposed = x.t(), gram = mm(transposed, x), right = mm(transposed, y);                        // (D, D), (D, 1)
        return [.. penalties.Select(p =>
        {
            double[] diagonal = new double[width];
            Array.Fill(diagonal, p);
            double[] weight = [.. linalg.solve(gram + diag(tensor(diagonal)), right).data<double>()];
            for (int d = 0; d < width; d++) weight[d] *= scaling.Factor[d];
            return (weight, mean - weight.Zip(scaling.Mean, (w, m) => w * m).Sum());
        })];
    }

    private static double Predict(ReadOnlySpan<float> row, (double[] Weight, double Bias) line)
    {
        double sum = line.Bias;
        for (int d = 0; d < row.Length; d++) sum += row[d] * line.Weight[d];
        return sum;
    }
}
