namespace Graft.Evaluation.Calibration;

/// <summary>The never falling curve nearest to points, by pooling neighbours that fall (Ayer et al. 1955).</summary>
/// <param name="X">The knots, ascending.</param>
/// <param name="Y">Their values; between knots linear, outside constant.</param>
public sealed record IsotonicRegression(IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The curve of least weighted squares. Points of equal x are first averaged.</summary>
    /// <param name="x">Finite.</param>
    /// <param name="y">One per x.</param>
    /// <param name="weight">Above 0; null for 1 each.</param>
    public static IsotonicRegression Fit(IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<double>? weight = null)
    {
        ScoreFaults.RequirePairs(x.Count, y.Count);
        ScoreFaults.Refuse([.. Enumerable.Range(0, x.Count).Where(i => !double.IsFinite(x[i]) || !double.IsFinite(y[i])).Select(i => $"row {i} is not finite")]);
        (double X, double Y, double Weight)[] points = [.. Enumerable.Range(0, x.Count).GroupBy(i => x[i]).OrderBy(g => g.Key).Select(g => Mean(g.Key, g, y, weight))];
        double[] fitted = Pool(points);
        int[] knots = [.. Enumerable.Range(0, points.Length).Where(i => i == 0 || i == points.Length - 1 || fitted[i] != fitted[i - 1] || fitted[i] != fitted[i + 1])];
        return new([.. knots.Select(i => points[i].X)], [.. knots.Select(i => fitted[i])]);
    }

    /// <summary>The curve's value.</summary>
    public double At(double x)
    {
        if (x <= X[0]) return Y[0];
        for (int low = 0, high = X.Count - 1; ;)
        {
            if (x >= X[high]) return Y[high];
            if (high - low == 1) return Y[low] + ((x - X[low]) / (X[high] - X[low]) * (Y[high] - Y[low]));
            int middle = (low + high) / 2;
            if (x < X[middle]) high = middle; else low = middle;
        }
    }

    private static (double, double, double) Mean(double x, IEnumerable<int> rows, IReadOnlyList<double> y, IReadOnlyList<double>? weight)
    {
        double all = rows.Sum(i => weight?[i] ?? 1);
        return (x, rows.Sum(i => y[i] * (weight?[i] ?? 1)) / all, all);
    }

    private static double[] Pool((double X, double Y, double Weight)[] points)
    {
        List<(double Sum, double Weight, int Count)> blocks = [];
        foreach ((_, double y, double weight) in points)
        {
            blocks.Add((y * weight, weight, 1));
            while (blocks.Count > 1 && blocks[^2].Sum / blocks[^2].Weight >= blocks[^1].Sum / blocks[^1].Weight)
            {
                blocks[^2] = (blocks[^2].Sum + blocks[^1].Sum, blocks[^2].Weight + blocks[^1].Weight, blocks[^2].Count + blocks[^1].Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
        }
        return [.. blocks.SelectMany(b => Enumerable.Repeat(b.Sum / b.Weight, b.Count))];
    }
}
