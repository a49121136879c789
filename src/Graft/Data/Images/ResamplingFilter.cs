namespace Graft.Data.Images;

/// <summary>The continuous kernel of a filter, and how far it reaches from its centre in output pixels.</summary>
internal sealed record ResamplingFilter(double Reach, Func<double, double> Weight)
{
    public static ResamplingFilter Of(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Box => new(0.5, x => x is > -0.5 and <= 0.5 ? 1 : 0),
        Interpolation.Bilinear => new(1, x => Math.Max(0, 1 - Math.Abs(x))),
        Interpolation.Hamming => new(1, x => Math.Abs(x) < 1 ? Sinc(x) * (0.54 + (0.46 * Math.Cos(Math.PI * x))) : 0),
        Interpolation.Bicubic => new(2, Cubic),
        Interpolation.Lanczos => new(3, x => Math.Abs(x) < 3 ? Sinc(x) * Sinc(x / 3) : 0),
        _ => throw new GraftException($"'{interpolation}' has no kernel."),
    };

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <summary>Keys 1981, with a = -0.5.</summary>
    private static double Cubic(double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        if (x < 1) return ((((a + 2) * x) - (a + 3)) * x * x) + 1;
        return x < 2 ? (((((x - 5) * x) + 8) * x) - 4) * a : 0;
    }
}
