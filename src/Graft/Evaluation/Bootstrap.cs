using System.Text.Json.Serialization;

namespace Graft.Evaluation;

/// <summary>Two models compared on the same resampled examples.</summary>
/// <param name="A">The first model's measure on all examples.</param>
/// <param name="B">The second's.</param>
/// <param name="IntervalOfB">95 % interval of the second's.</param>
/// <param name="Difference">B - A.</param>
/// <param name="IntervalOfDifference">95 % interval of the difference; where it excludes 0 the models differ.</param>
/// <param name="P">How likely such a difference is if there is none, two-sided.</param>
public sealed record BootstrapComparison(double A, double B, [property: JsonPropertyName("interval_95_of_b")] Interval IntervalOfB, double Difference,
    [property: JsonPropertyName("interval_95_of_difference")] Interval IntervalOfDifference, double P);

/// <summary>Confidence intervals of any measure by drawing examples again, with replacement (Efron 1979), as percentiles.</summary>
public static class Bootstrap
{
    private const double Nothing = 1e-12;   // a difference that only rounding makes

    /// <summary>The 95 % interval of a measure.</summary>
    /// <param name="measure">The measure of some rows, each of which may occur several times.</param>
    /// <param name="count">How many examples there are, at least 1.</param>
    /// <param name="resamples">How often to draw.</param>
    /// <param name="seed">The same seed draws the same examples.</param>
    public static Interval Of(Func<int[], double> measure, int count, int resamples = 1000, long seed = 0) => Percentiles([.. Draw(count, resamples, seed).Select(measure)]);

    /// <summary>Compares two models' measures on the same draws.</summary>
    /// <param name="a">The first model's measure of some rows.</param>
    /// <param name="b">The second's.</param>
    /// <param name="count">How many examples there are, at least 1.</param>
    /// <param name="resamples">How often to draw.</param>
    /// <param name="seed">The same seed draws the same examples.</param>
    public static BootstrapComparison Compare(Func<int[], double> a, Func<int[], double> b, int count, int resamples = 1000, long seed = 0) =>
        Compare(a, b, count, Draw(count, resamples, seed));

    internal static BootstrapComparison Compare(Func<int[], double> a, Func<int[], double> b, int count, IEnumerable<int[]> draws)
    {
        int[] all = [.. Enumerable.Range(0, count)];
        (double A, double B) whole = (a(all), b(all));
        (double A, double B)[] drawn = [.. draws.Select(rows => (a(rows), b(rows)))];
        double[] gaps = [.. drawn.Select(d => Math.Abs(d.B - d.A) < Nothing ? 0 : d.B - d.A)];
        int smaller = Math.Min(gaps.Count(g => g <= 0), gaps.Count(g => g >= 0));
        double p = Math.Min(1, 2 * (smaller + 1.0) / (gaps.Length + 1));
        return new(whole.A, whole.B, Percentiles([.. drawn.Select(d => d.B)]), whole.B - whole.A, Percentiles(gaps), p);
    }

    private static IEnumerable<int[]> Draw(int count, int resamples, long seed)
    {
        SeededRandom random = Seeds.For("bootstrap", seed);
        int[] rows = new int[count];
        for (int r = 0; r < resamples; r++)
        {
            for (int i = 0; i < count; i++) rows[i] = random.NextInt(count);
            yield return rows;
        }
    }

    private static Interval Percentiles(double[] values)
    {
        Array.Sort(values);
        return new(Quantiles.Of(values, 0.025), Quantiles.Of(values, 0.975));
    }
}
