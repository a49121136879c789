namespace Graft.Evaluation;

/// <summary>A 95 % confidence interval.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public sealed record Interval(double Low, double High)
{
    /// <summary>The normal quantile of 97.5 %.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>The interval of a share (Wilson 1927): unlike the usual plus and minus it holds for few examples and near 0 and 1.</summary>
    /// <param name="hits">How many were right.</param>
    /// <param name="count">Of how many, at least 1.</param>
    public static Interval Wilson(int hits, int count)
    {
        double share = (double)hits / count, z2 = Z * Z / count;
        double middle = (share + (z2 / 2)) / (1 + z2);
        double half = Z / (1 + z2) * Math.Sqrt((share * (1 - share) / count) + (z2 / (4 * count)));
        return new(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
