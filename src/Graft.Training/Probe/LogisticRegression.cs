using System.Numerics.Tensors;

namespace Graft.Training.Probe;

/// <summary>
/// Multinomial logistic regression with an L2 penalty 1/(2C) |w|^2 on the sum of losses, intercept free, as scikit-learn defines it
/// (minimised is that sum divided by N), in float64; the minimiser is L-BFGS. Cost of an evaluation: 4 N D K operations for N examples of D features (that are not zero) and K classes.
/// </summary>
internal sealed class LogisticRegression : IDisposable
{
    private readonly IProbeRows _rows;
    private readonly int[] _labels;
    private readonly double[]? _classWeights;
    private readonly int _count, _width, _classes;

    /// <summary>Holds the training data, which are freed with it.</summary>
    /// <param name="rows">N rows of D values.</param>
    /// <param name="labels">N class indices below <paramref name="classes"/>.</param>
    /// <param name="classes">K.</param>
    /// <param name="classWeights">Weight of each class's examples; null for 1.</param>
    public LogisticRegression(IProbeRows rows, int[] labels, int classes, double[]? classWeights) =>
        (_rows, _labels, _count, _width, _classes, _classWeights) = (rows, labels, rows.Count, rows.Width, classes, classWeights);

    /// <summary>Fits, beginning at <paramref name="start"/> (or zero): (D + 1) x K values, the last row the intercept.</summary>
    /// <param name="c">Inverse strength of the penalty.</param>
    /// <param name="tolerance">Stops when no derivative of the mean loss is larger.</param>
    /// <param name="start">Where to begin.</param>
    public double[] Fit(double c, double tolerance, double[]? start = null)
    {
        double[] parameters = start is null ? new double[(_width + 1) * _classes] : [.. start];
        double[] residual = new double[_count * _classes];
        Lbfgs.Minimise(parameters, (x, g) => Evaluate(x, g, residual, c), tolerance, iterations: 1000);
        return parameters;
    }

    /// <summary>The summed log loss of other rows, and how many are right.</summary>
    public (double Loss, int Right) Score(IProbeRows rows, int[] labels, double[] parameters)
    {
        double[] logits = new double[rows.Count * _classes];
        rows.Times(parameters, _classes, logits);
        (double loss, int right) = (0, 0);
        for (int i = 0; i < labels.Length; i++)
        {
            Span<double> row = logits.AsSpan(i * _classes, _classes);
            TensorPrimitives.Add(row, parameters.AsSpan(_width * _classes, _classes), row);
            if (TensorPrimitives.IndexOfMax<double>(row) == labels[i]) right++;
            TensorPrimitives.Subtract(row, TensorPrimitives.Max<double>(row), row);
            loss -= row[labels[i]];
            TensorPrimitives.Exp(row, row);
            loss += Math.Log(TensorPrimitives.Sum<double>(row));
        }
        return (loss, right);
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private double Evaluate(double[] parameters, double[] gradient, double[] residual, double c)
    {
        int weights = _width * _classes;
        _rows.Times(parameters, _classes, residual);                                             // logits (N, K)
        double loss = ToResidual(residual, parameters.AsSpan(weights), gradient.AsSpan(weights));
        _rows.TransposedTimes(residual, _classes, gradient);                                    // (D, K)
        ReadOnlySpan<double> weight = parameters.AsSpan(0, weights);
        TensorPrimitives.MultiplyAdd(weight, 1 / c, gradient.AsSpan(0, weights), gradient.AsSpan(0, weights));
        TensorPrimitives.Divide(gradient, _count, gradient);
        return (loss + (0.5 / c * TensorPrimitives.Dot(weight, weight))) / _count;
    }

    // From logits without intercepts to weighted (probability - target), in place; sums up the loss and the intercepts' derivatives.
    private double ToResidual(double[] rows, ReadOnlySpan<double> intercepts, Span<double> slopes)
    {
        double loss = 0;
        slopes.Clear();
        for (int i = 0; i < _count; i++)
        {
            Span<double> row = rows.AsSpan(i * _classes, _classes);
            int label = _labels[i];
            double weight = _classWeights?[label] ?? 1;
            TensorPrimitives.Add(row, intercepts, row);
            TensorPrimitives.Subtract(row, TensorPrimitives.Max<double>(row), row);
            double shifted = row[label];
            TensorPrimitives.Exp(row, row);
            double sum = TensorPrimitives.Sum<double>(row);
            loss += weight * (Math.Log(sum) - shifted);
            TensorPrimitives.Multiply(row, weight / sum, row);
            row[label] -= weight;
            TensorPrimitives.Add(slopes, row, slopes);
        }
        return loss;
    }
}
