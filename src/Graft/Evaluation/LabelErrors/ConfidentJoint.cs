namespace Graft.Evaluation.LabelErrors;

/// <summary>How many examples with one given label confidently are of another class (Northcutt, Jiang, Chuang 2021), as cleanlab counts.</summary>
/// <param name="Thresholds">Per class: the mean probability of it over the examples labelled so. Who reaches it is confident of the class.</param>
/// <param name="Counts">[given][confident]; the diagonal at least 1.</param>
/// <param name="Calibrated">The same, brought to the number of examples with each label.</param>
/// <param name="Confident">Per example: the class it confidently is; -1 for none.</param>
internal sealed record ConfidentJoint(double[] Thresholds, int[][] Counts, int[][] Calibrated, int[] Confident)
{
    private const double Slack = 1e-6;

    public static ConfidentJoint Of(ScoreTable table)
    {
        double[] thresholds = ThresholdsOf(table);
        int[][] counts = [.. thresholds.Select(_ => new int[thresholds.Length])];
        int[] confident = new int[table.Count];
        for (int i = 0; i < table.Count; i++)
        {
            confident[i] = ConfidentOf(table[i], thresholds);
            if (confident[i] >= 0) counts[table.Labels[i]][confident[i]]++;
        }
        for (int k = 0; k < counts.Length; k++) counts[k][k] = Math.Max(1, counts[k][k]);
        int[] labelled = new int[thresholds.Length];
        foreach (int label in table.Labels) labelled[label]++;
        return new(thresholds, counts, Calibrate(counts, labelled), confident);
    }

    /// <summary>Shares of all examples; they sum to 1.</summary>
    public double[][] Joint()
    {
        double all = Calibrated.Sum(row => row.Sum());
        return [.. Calibrated.Select(row => row.Select(n => n / all).ToArray())];
    }

    private static double[] ThresholdsOf(ScoreTable table)
    {
        double[] sums = new double[table.Classes];
        int[] counts = new int[table.Classes];
        for (int i = 0; i < table.Count; i++)
        {
            sums[table.Labels[i]] += table[i][table.Labels[i]];
            counts[table.Labels[i]]++;
        }
        return [.. sums.Select((s, k) => counts[k] == 0 ? double.PositiveInfinity : s / counts[k])];
    }

    /// <summary>Of several classes whose threshold is reached, the most probable of all classes counts, as cleanlab does.</summary>
    private static int ConfidentOf(ReadOnlySpan<float> row, double[] thresholds)
    {
        int reached = 0, last = -1;
        for (int k = 0; k < row.Length; k++)
        {
            if (row[k] < thresholds[k] - Slack) continue;
            reached++;
            last = k;
        }
        return reached > 1 ? ScoreTable.Best(row) : last;
    }

    private static int[][] Calibrate(int[][] counts, int[] labelled)
    {
        double[][] scaled = [.. counts.Select((row, k) => row.Select(n => (double)n / row.Sum() * labelled[k]).ToArray())];
        return [.. scaled.Select((row, k) => RoundTo(row, labelled[k]))];
    }

    /// <summary>Rounds so that the sum is right: the largest remainders are raised, or the smallest lowered.</summary>
    private static int[] RoundTo(double[] values, int sum)
    {
        int[] rounded = [.. values.Select(v => (int)Math.Round(v))];
        int left = sum - rounded.Sum(), step = Math.Sign(left);
        IEnumerable<int> order = Enumerable.Range(0, values.Length).OrderByDescending(k => step * (values[k] - rounded[k]));
        foreach (int k in order.Take(Math.Abs(left))) rounded[k] += step;
        return rounded;
    }
}
