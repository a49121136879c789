namespace Graft.Evaluation;

/// <summary>Whether two models' areas under the ROC curve differ on the same examples (DeLong, DeLong and Clarke-Pearson 1988).</summary>
/// <param name="Auc">Both areas.</param>
/// <param name="Covariance">Of the two areas, 2 x 2.</param>
/// <param name="Z">(a - b) / its standard error; null where that is 0.</param>
/// <param name="P">Two-sided chance of such a difference if there is none; 1 where the models rank alike.</param>
public sealed record DeLong(IReadOnlyList<double> Auc, IReadOnlyList<IReadOnlyList<double>> Covariance, double? Z, double P)
{
    /// <summary>Tests two models by their scores.</summary>
    /// <param name="a">The first model's scores of the positive class.</param>
    /// <param name="b">The second's.</param>
    /// <param name="positive">The truth.</param>
    /// <exception cref="GraftException">Scores not finite, different numbers of them, or fewer than two positives or negatives.</exception>
    public static DeLong Test(float[] a, float[] b, bool[] positive)
    {
        ScoreFaults.RequirePairs(a.Length, positive.Length);
        ScoreFaults.RequirePairs(b.Length, positive.Length);
        ScoreFaults.Refuse([.. ScoreFaults.NotFinite(a, 1, "score"), .. ScoreFaults.NotFinite(b, 1, "score")]);
        if (positive.Count(p => p) is int n && (n < 2 || positive.Length - n < 2)) throw new GraftException($"Expected at least 2 positive and 2 negative examples, got {n} and {positive.Length - n}.");
        (double[] hitsA, double[] missesA) = Placements(a, positive);
        (double[] hitsB, double[] missesB) = Placements(b, positive);
        double Shared(double[] h, double[] h2, double[] m, double[] m2) => (Covary(h, h2) / h.Length) + (Covary(m, m2) / m.Length);
        double aa = Shared(hitsA, hitsA, missesA, missesA), bb = Shared(hitsB, hitsB, missesB, missesB), ab = Shared(hitsA, hitsB, missesA, missesB);
        double gap = hitsA.Average() - hitsB.Average(), variance = aa + bb - (2 * ab);
        double? z = variance > 1e-15 ? gap / Math.Sqrt(variance) : null;
        return new([hitsA.Average(), hitsB.Average()], [[aa, ab], [ab, bb]], z, z is { } value ? NormalTail.TwoSided(value) : 1);
    }

    /// <summary>For each positive the share of negatives below it, for each negative the share of positives above it, equals counting half.</summary>
    private static (double[] Positives, double[] Negatives) Placements(float[] scores, bool[] positive)
    {
        float[] hits = [.. scores.Where((_, i) => positive[i]).Order()], misses = [.. scores.Where((_, i) => !positive[i]).Order()];
        return ([.. scores.Where((_, i) => positive[i]).Select(s => Below(misses, s))], [.. scores.Where((_, i) => !positive[i]).Select(s => 1 - Below(hits, s))]);
    }

    private static double Below(float[] sorted, float score) => (First(sorted, v => v >= score) + First(sorted, v => v > score)) / 2.0 / sorted.Length;

    private static int First(float[] sorted, Func<float, bool> holds)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (holds(sorted[middle])) high = middle; else low = middle + 1;
        }
        return low;
    }

    private static double Covary(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average();
        return x.Zip(y, (v, w) => (v - meanX) * (w - meanY)).Sum() / (x.Length - 1);
    }
}
