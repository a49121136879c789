namespace Graft.Evaluation;

/// <summary>How two columns move together; null where one of them is constant.</summary>
internal static class Correlation
{
    public static double SquaresAboutMean(double[] x)
    {
        if (IsConstant(x)) return 0;        // the mean of equal values need not be that value
        double mean = x.Average();
        return x.Sum(v => (v - mean) * (v - mean));
    }

    public static double? Pearson(double[] x, double[] y)
    {
        if (IsConstant(x) || IsConstant(y)) return null;
        double meanX = x.Average(), meanY = y.Average(), both = 0;
        for (int i = 0; i < x.Length; i++) both += (x[i] - meanX) * (y[i] - meanY);
        return Math.Clamp(both / Math.Sqrt(SquaresAboutMean(x)) / Math.Sqrt(SquaresAboutMean(y)), -1, 1);
    }

    public static double? Spearman(double[] x, double[] y) => Pearson(Ranks(x), Ranks(y));

    /// <summary>Kendall's tau-b in n log n steps (Knight 1966): pairs in the wrong order are counted while merging.</summary>
    public static double? Kendall(double[] x, double[] y)
    {
        if (IsConstant(x) || IsConstant(y)) return null;
        (double X, double Y)[] rows = [.. x.Zip(y).OrderBy(r => r.First).ThenBy(r => r.Second)];
        double all = Pairs(x.Length), tiedX = Tied(x), tiedY = Tied(y), tiedBoth = rows.CountBy(r => r).Sum(g => Pairs(g.Value));
        double discordant = Inversions([.. rows.Select(r => r.Y)]);
        double score = all - tiedX - tiedY + tiedBoth - (2 * discordant);
        return Math.Clamp(score / Math.Sqrt(all - tiedX) / Math.Sqrt(all - tiedY), -1, 1);
    }

    private static bool IsConstant(double[] x) => Array.TrueForAll(x, v => v == x[0]);

    private static double Pairs(int n) => n * (n - 1.0) / 2;

    private static double Tied(double[] x) => x.CountBy(v => v).Sum(g => Pairs(g.Value));

    /// <summary>From 1; equal values share the mean of their ranks.</summary>
    private static double[] Ranks(double[] x)
    {
        double[] ranks = new double[x.Length];
        int before = 0;
        foreach (IGrouping<double, int> equal in Enumerable.Range(0, x.Length).GroupBy(i => x[i]).OrderBy(g => g.Key))
        {
            int count = equal.Count();
            foreach (int i in equal) ranks[i] = before + ((count + 1) / 2.0);
            before += count;
        }
        return ranks;
    }

    private static double Inversions(double[] values)
    {
        double[] merged = new double[values.Length];
        double count = 0;
        for (int width = 1; width < values.Length; width *= 2)
        {
            for (int from = 0; from < values.Length; from += 2 * width)
                count += Merge(values, merged, from, Math.Min(from + width, values.Length), Math.Min(from + (2 * width), values.Length));
            (values, merged) = (merged, values);
        }
        return count;
    }

    private static double Merge(double[] from, double[] to, int left, int middle, int end)
    {
        double count = 0;
        for (int at = left, l = left, r = middle; at < end; at++)
        {
            if (l < middle && (r == end || from[l] <= from[r])) to[at] = from[l++];
            else
            {
                count += middle - l;
                to[at] = from[r++];
            }
        }
        return count;
    }
}
