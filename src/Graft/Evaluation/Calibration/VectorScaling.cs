using Graft.Graphs;

namespace Graft.Evaluation.Calibration;

/// <summary>softmax(weight * logits + bias), one weight and one bias per class (Guo et al. 2017). It may change predictions.</summary>
/// <param name="Weight">One factor per class.</param>
/// <param name="Bias">One shift per class; they sum to 0, since only their differences count.</param>
public sealed record VectorScaling(IReadOnlyList<double> Weight, IReadOnlyList<double> Bias) : Calibrator
{
    private const double Flat = 1e-12, Far = 1e5;

    /// <summary>The least negative log-likelihood by Newton's method, no penalty. Cost: examples x classes squared per step.</summary>
    /// <param name="logits">(examples, classes), row-major.</param>
    /// <param name="labels">The true classes.</param>
    /// <param name="classes">Number of classes.</param>
    /// <returns>Null where there is none, as when a class has no example or all are told apart.</returns>
    public static VectorScaling? Fit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        ScoreTable table = new(logits, labels, classes);
        for (int k = 0; k < classes; k++) if (!labels.Contains(k)) return null;         // its bias would fall without end
        double[] at = [.. Enumerable.Repeat(1.0, classes), .. new double[classes]];
        double loss = Evaluate(table, at, null, null);
        for (int step = 0; step < 100; step++)
        {
            double[] gradient = new double[2 * classes];
            double[,] hessian = new double[2 * classes, 2 * classes];
            Evaluate(table, at, gradient, hessian);
            if (gradient.Max(Math.Abs) < Flat) return loss > 1e-9 ? Centred(at, classes) : null;
            Pin(gradient, hessian);
            double[] move = LinearSystem.Solve(hessian, gradient);
            double[]? next = Descend(table, at, move, ref loss);
            if (next is null) return gradient.Max(Math.Abs) < 1e-9 && loss > 1e-9 ? Centred(at, classes) : null;
            at = next;
            if (at.Max(Math.Abs) > Far) return null;
        }
        return null;
    }

    private protected override (IReadOnlyList<Node> Nodes, IReadOnlyDictionary<string, TensorData> Constants) Operations(string logits, string calibrated) => (
        [new Node("Mul", [logits, "calibration.weight"], ["logits.weighted"], "calibration.weighted"), new Node("Add", ["logits.weighted", "calibration.bias"], [calibrated], "calibration")],
        new Dictionary<string, TensorData> { ["calibration.weight"] = Constant(Weight), ["calibration.bias"] = Constant(Bias) });

    private static TensorData Constant(IReadOnlyList<double> values) => TensorData.Of<float>([.. values.Select(v => (float)v)], values.Count);

    /// <inheritdoc/>
    protected override void ToProbabilities(Span<double> row)
    {
        for (int k = 0; k < row.Length; k++) row[k] = (Weight[k] * row[k]) + Bias[k];
        Softmax.InPlace(row);
    }

    private static VectorScaling Centred(double[] at, int classes)
    {
        double[] bias = at[classes..];
        double mean = bias.Average();
        return new(at[..classes], [.. bias.Select(b => b - mean)]);
    }

    /// <summary>Halves the step until the loss doesn't rise; null where even the smallest helps nothing.</summary>
    private static double[]? Descend(ScoreTable table, double[] at, double[] move, ref double loss)
    {
        for (double share = 1; share > 1e-10; share /= 2)
        {
            double[] next = [.. at.Zip(move, (a, m) => a - (share * m))];
            double there = Evaluate(table, next, null, null);
            if (!(there <= loss)) continue;
            loss = there;
            return next;
        }
        return null;
    }

    /// <summary>A shift of all biases changes nothing: the last is kept where it is.</summary>
    private static void Pin(double[] gradient, double[,] hessian)
    {
        int last = gradient.Length - 1;
        for (int i = 0; i <= last; i++) hessian[i, last] = hessian[last, i] = 0;
        (hessian[last, last], gradient[last]) = (1, 0);
    }

    /// <summary>Mean loss and, where wanted, its derivatives.</summary>
    private static double Evaluate(ScoreTable table, double[] at, double[]? gradient, double[,]? hessian)
    {
        int classes = table.Classes;
        double loss = 0;
        double[] p = new double[classes];
        for (int i = 0; i < table.Count; i++)
        {
            ReadOnlySpan<float> z = table[i];
            int label = table.Labels[i];
            for (int k = 0; k < classes; k++) p[k] = (at[k] * z[k]) + at[classes + k];
            double greatest = p.Max(), trueLogit = p[label], sum = 0;
            for (int k = 0; k < classes; k++) sum += Math.Exp(p[k] - greatest);
            loss += Math.Log(sum) + greatest - trueLogit;
            if (gradient is null) continue;
            Softmax.InPlace(p);
            Add(z, p, label, gradient, hessian!, table.Count);
        }
        return loss / table.Count;
    }

    private static void Add(ReadOnlySpan<float> z, double[] p, int label, double[] gradient, double[,] hessian, double count)
    {
        int classes = p.Length;
        for (int k = 0; k < classes; k++)
        {
            double residual = (p[k] - (k == label ? 1 : 0)) / count;
            gradient[k] += residual * z[k];
            gradient[classes + k] += residual;
            for (int j = 0; j < classes; j++)
            {
                double both = ((k == j ? p[k] : 0) - (p[k] * p[j])) / count;
                hessian[k, j] += both * z[k] * z[j];
                hessian[k, classes + j] += both * z[k];
                hessian[classes + k, j] += both * z[j];
                hessian[classes + k, classes + j] += both;
            }
        }
    }
}
