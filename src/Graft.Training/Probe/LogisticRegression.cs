using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Probe;

/// <summary>
/// Multinomial logistic regression with an L2 penalty 1/(2C) |w|^2 on the sum of losses, intercept free, as scikit-learn defines it
/// (minimised is that sum divided by N). The two matrix products are libtorch's, in float64; the minimiser is L-BFGS. Cost of an evaluation: 4 N D K operations
/// for N examples of D features and K classes.
/// </summary>
/// <remarks>
/// Only operations without scalar arguments are called: TorchSharp 0.107 lets the garbage collector free a Scalar while native code still reads it, which shows
/// when fits run side by side.
/// </remarks>
internal sealed class LogisticRegression : IDisposable
{
    private readonly Tensor _features;      // (N, D)
    private readonly Tensor _transposed;    // (D, N)
    private readonly int[] _labels;
    private readonly double[]? _classWeights;
    private readonly int _count, _width, _classes;

    /// <summary>Holds the training data.</summary>
    /// <param name="features">N rows of D values.</param>
    /// <param name="labels">N class indices below <paramref name="classes"/>.</param>
    /// <param name="classes">K.</param>
    /// <param name="classWeights">Weight of each class's examples; null for 1.</param>
    public LogisticRegression(double[] features, int[] labels, int classes, double[]? classWeights)
    {
        (_labels, _count, _classes, _classWeights) = (labels, labels.Length, classes, classWeights);
        _width = features.Length / Math.Max(1, _count);
        _features = tensor(features, [_count, _width]);
        _transposed = _features.t();
    }

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

    /// <inheritdoc/>
    public void Dispose()
    {
        _transposed.Dispose();
        _features.Dispose();
    }

    private double Evaluate(double[] parameters, double[] gradient, double[] residual, double c)
    {
        int weights = _width * _classes;
        Multiply(_features, parameters[..weights], [_width, _classes], residual);                // logits (N, K)
        double loss = ToResidual(residual, parameters.AsSpan(weights), gradient.AsSpan(weights));
        Multiply(_transposed, residual, [_count, _classes], gradient.AsSpan(0, weights));       // (D, K)
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

    private static void Multiply(Tensor left, double[] right, long[] shape, Span<double> to)
    {
        using IDisposable noGrad = no_grad();
        using Tensor flat = from_array(right), second = flat.view(shape), product = mm(left, second); // shares the array's memory
        MemoryMarshal.Cast<byte, double>(product.bytes).CopyTo(to);
        GC.KeepAlive(product);
    }
}
