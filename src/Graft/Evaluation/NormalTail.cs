namespace Graft.Evaluation;

/// <summary>Tails of the normal distribution, to about 14 digits.</summary>
internal static class NormalTail
{
    /// <summary>The chance of a standard normal value beyond +-|z|.</summary>
    public static double TwoSided(double z) => Erfc(Math.Abs(z) / Math.Sqrt(2));

    /// <summary>The chance of a chi-square value with one degree of freedom above x.</summary>
    public static double ChiSquare1(double x) => Erfc(Math.Sqrt(x / 2));

    /// <summary>1 - erf(x) for x of at least 0: a power series near 0, a continued fraction beyond (Abramowitz, Stegun 7.1.6 and 7.1.14).</summary>
    private static double Erfc(double x)
    {
        double scale = Math.Exp(-x * x) / Math.Sqrt(Math.PI);
        if (x < 2)
        {
            double term = 2 * x, sum = term;
            for (int n = 1; term > 1e-17 * sum; n++) sum += term *= 2 * x * x / ((2 * n) + 1);
            return 1 - (scale * sum);
        }
        double fraction = x;
        for (int n = 120; n > 0; n--) fraction = x + (n / 2.0 / fraction);
        return scale / fraction;
    }
}
