using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Graft.Training.Probe;

/// <summary>
/// Multinomial logistic regression with an L2 penalty 1/(2C) |w|^2 on the sum of losses, intercept free, as scikit-learn defines it
/// (minimised is that sum divided by N). The gradients are libtorch's
/// matrix products in float64; the minimiser is L-BFGS. Cost of an evaluation: 4 N D K operations for N examples of D features and K classes.
/// </summary>
internal sealed class LogisticRegression : IDisposable
{
    private readonly Tensor _features;      // (N, D)
    private readonly Tensor _targets;       // (N, K), one-hot
    private readonly Tensor _weights;       // (N, 1), mean 1
    private readonly int _count, _width, _classes;

    /// <summary>Holds the training data.</summary>
    /// <param name="features">N rows of D values.</param>
    /// <param name="labels">N class indices below <paramref name="classes"/>.</param>
    /// <param name="classes">K.</param>
    /// <param name="classWeights">Weight of each class's examples; null for 1.</param>
    public LogisticRegression(double[] features, int[] labels, int classes, double[]? classWeights)
    {
        (_count, _classes) = (labels.Length, classes);
        _width = features.Length / Math.Max(1, _count);
        _features = tensor(features, [_count, _width]);
        double[] oneHot = new double[_count * classes], weights = new double[_count];
        for (int i = 0; i < _count; i++)
        {
            oneHot[(i * classes) + labels[i]] = 1;
            weights[i] = classWeights?[labels[i]] ?? 1;
        }
        _targets = tensor(oneHot, [_count, classes]);
        _weights = tensor(weights, [_count, 1]);
    }

    /// <summary>Fits, beginning at <paramref name="start"/> (or zero): (D + 1) x K values, the last row the intercept.</summary>
    /// <param name="c">Inverse strength of the penalty.</param>
    /// <param name="tolerance">Stops when no derivative of the mean loss is larger.</param>
    /// <param name="start">Where to begin.</param>
    public double[] Fit(double c, double tolerance, double[]? start = null)
    {
        double[] parameters = start is null ? new double[(_width + 1) * _classes] : [.. start];
        Lbfgs.Minimise(parameters, (x, g) => Evaluate(x, g, c), tolerance, iterations: 1000);
        return parameters;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _features.Dispose();
        _targets.Dispose();
        _weights.Dispose();
    }

    private double Evaluate(double[] parameters, double[] gradient, double c)
    {
        using IDisposable noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor all = tensor(parameters, [_width + 1, _classes]);                                // (D + 1, K)
        Tensor weight = all.narrow(0, 0, _width), bias = all.narrow(0, _width, 1);              // (D, K), (1, K)
        Tensor logProbabilities = nn.functional.log_softmax(mm(_features, weight) + bias, 1); // (N, K)
        double loss = (_weights * _targets * logProbabilities).sum().item<double>();
        Tensor residual = (logProbabilities.exp() - _targets) * _weights;                       // (N, K)
        Tensor slope = (mm(_features.t(), residual) + (weight / c)) / _count;                   // (D, K)
        CopyTo(slope, gradient.AsSpan(0, _width * _classes));
        CopyTo(residual.sum(dim: 0) / _count, gradient.AsSpan(_width * _classes));
        return ((0.5 / c * weight.pow(2).sum().item<double>()) - loss) / _count;
    }

    // bytes is one copy; data<T>() goes element by element.
    private static void CopyTo(Tensor values, Span<double> to)
    {
        MemoryMarshal.Cast<byte, double>(values.bytes).CopyTo(to);
        GC.KeepAlive(values);
    }
}
