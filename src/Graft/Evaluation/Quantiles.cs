namespace Graft.Evaluation;

/// <summary>Quantiles with linear interpolation at (n - 1) q, which is NumPy's default.</summary>
internal static class Quantiles
{
    /// <param name="sorted">Ascending, at least one.</param>
    /// <param name="q">0 to 1.</param>
    public static double Of(double[] sorted, double q)
    {
        double at = (sorted.Length - 1) * q;
        int low = (int)at, high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((at - low) * (sorted[high] - sorted[low]));
    }
}
