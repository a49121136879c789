namespace Graft.Training.Attribution;

/// <summary>Where between 0 and 1 a function is looked at, and how much each place counts.</summary>
/// <param name="Nodes">Places.</param>
/// <param name="Weights">They sum to 1.</param>
public sealed record Quadrature(double[] Nodes, double[] Weights)
{
    /// <summary>The middles of equal pieces.</summary>
    public static Quadrature Middle(int steps) => new([.. Enumerable.Range(0, steps).Select(k => (k + 0.5) / steps)], [.. Enumerable.Repeat(1.0 / steps, steps)]);

    /// <summary>Gauss and Legendre's: exact for polynomials of degree up to 2 n - 1. The nodes are the roots of Legendre's polynomial, found by Newton's method.</summary>
    public static Quadrature GaussLegendre(int steps)
    {
        (double[] nodes, double[] weights) = (new double[steps], new double[steps]);
        for (int i = 0; i < steps; i++)
        {
            double x = Math.Cos(Math.PI * (i + 0.75) / (steps + 0.5)), slope = 1;
            for (int step = 0; step < 100; step++)
            {
                (double value, slope) = Legendre(steps, x);
                x -= value / slope;
                if (Math.Abs(value / slope) < 1e-16) break;
            }
            slope = Legendre(steps, x).Slope;
            (nodes[i], weights[i]) = ((1 - x) / 2, 1 / ((1 - (x * x)) * slope * slope));
        }
        return new(nodes, weights);
    }

    private static (double Value, double Slope) Legendre(int n, double x)
    {
        (double before, double value) = (1, x);
        for (int k = 2; k <= n; k++) (before, value) = (value, ((((2 * k) - 1) * x * value) - ((k - 1) * before)) / k);
        return (value, n * ((x * value) - before) / ((x * x) - 1));
    }
}
