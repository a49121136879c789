using System.Numerics.Tensors;

namespace Graft.Training.Probe;

/// <summary>
/// Limited-memory BFGS with backtracking line search (Nocedal 1980; Nocedal, Wright 2006, algorithm 7.5), in float64 and free of randomness.
/// Cost per iteration: one evaluation or few, and 4 m n operations for n parameters and a history of m = 10.
/// </summary>
internal static class Lbfgs
{
    private const int History = 10;
    private const double SufficientDecrease = 1e-4;

    /// <summary>Minimises a smooth function in place.</summary>
    /// <param name="x">Where to begin; the minimum afterwards.</param>
    /// <param name="evaluate">Writes the gradient at x into its second argument and returns the value.</param>
    /// <param name="tolerance">Stops when no gradient component is larger.</param>
    /// <param name="iterations">Stops after so many.</param>
    public static double Minimise(double[] x, Func<double[], double[], double> evaluate, double tolerance, int iterations)
    {
        double[] gradient = new double[x.Length], direction = new double[x.Length], nextX = new double[x.Length], nextGradient = new double[x.Length];
        List<(double[] Step, double[] Change, double Rho)> pairs = [];
        double value = evaluate(x, gradient);
        for (int i = 0; i < iterations && TensorPrimitives.MaxMagnitude<double>(gradient) is var max && Math.Abs(max) > tolerance; i++)
        {
            Direction(gradient, pairs, direction);
            double slope = TensorPrimitives.Dot<double>(gradient, direction);
            double step = pairs.Count == 0 ? 1 / Math.Max(1, TensorPrimitives.Norm<double>(gradient)) : 1;
            double next = Search(x, direction, nextX, nextGradient, evaluate, value, slope, ref step);
            if (next >= value) return value; // no further descent in this precision
            Remember(pairs, x, nextX, gradient, nextGradient);
            nextX.CopyTo(x, 0);
            nextGradient.CopyTo(gradient, 0);
            value = next;
        }
        return value;
    }

    private static double Search(double[] x, double[] direction, double[] nextX, double[] nextGradient, Func<double[], double[], double> evaluate, double value, double slope, ref double step)
    {
        double next = value;
        for (int tries = 0; tries < 30; tries++, step /= 2)
        {
            TensorPrimitives.MultiplyAdd(direction, step, x, nextX);
            next = evaluate(nextX, nextGradient);
            if (next <= value + (SufficientDecrease * step * slope)) return next;
        }
        return next;
    }

    private static void Direction(double[] gradient, List<(double[] Step, double[] Change, double Rho)> pairs, double[] direction)
    {
        TensorPrimitives.Negate<double>(gradient, direction);
        double[] alphas = new double[pairs.Count];
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            alphas[i] = pairs[i].Rho * TensorPrimitives.Dot<double>(pairs[i].Step, direction);
            TensorPrimitives.MultiplyAdd(pairs[i].Change, -alphas[i], direction, direction);
        }
        if (pairs.Count > 0)
        {
            (double[] step, double[] change, _) = pairs[^1];
            TensorPrimitives.Multiply(direction, TensorPrimitives.Dot<double>(step, change) / TensorPrimitives.Dot<double>(change, change), direction);
        }
        for (int i = 0; i < pairs.Count; i++)
        {
            double beta = pairs[i].Rho * TensorPrimitives.Dot<double>(pairs[i].Change, direction);
            TensorPrimitives.MultiplyAdd(pairs[i].Step, alphas[i] - beta, direction, direction);
        }
    }

    private static void Remember(List<(double[] Step, double[] Change, double Rho)> pairs, double[] x, double[] nextX, double[] gradient, double[] nextGradient)
    {
        double[] step = new double[x.Length], change = new double[x.Length];
        TensorPrimitives.Subtract<double>(nextX, x, step);
        TensorPrimitives.Subtract<double>(nextGradient, gradient, change);
        double curvature = TensorPrimitives.Dot<double>(step, change);
        if (curvature <= 1e-12 * TensorPrimitives.Dot<double>(change, change)) return;
        pairs.Add((step, change, 1 / curvature));
        if (pairs.Count > History) pairs.RemoveAt(0);
    }
}
