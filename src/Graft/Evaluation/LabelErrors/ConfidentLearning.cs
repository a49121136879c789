namespace Graft.Evaluation.LabelErrors;

/// <summary>Which examples are taken for mislabelled.</summary>
public enum LabelErrorFilter
{
    /// <summary>Per pair of classes as many as the joint says, those that most favour the other class. cleanlab's default.</summary>
    PruneByNoiseRate,
    /// <summary>Per class as many as the joint says, the least probable.</summary>
    PruneByClass,
    /// <summary>Those in both of the above.</summary>
    Both,
    /// <summary>Those that are confidently of another class.</summary>
    ConfidentLearning,
    /// <summary>All whose most probable class is another.</summary>
    PredictedNeqGiven,
}

/// <summary>An example whose label is likely wrong.</summary>
/// <param name="Row">Its number.</param>
/// <param name="Given">Its label's index.</param>
/// <param name="Suggested">The most probable class.</param>
/// <param name="Quality">0 to 1; low is suspect.</param>
public sealed record SuspectedLabel(int Row, int Given, int Suggested, double Quality);

/// <summary>
/// Finds likely label errors by confident learning (Northcutt, Jiang, Chuang 2021). The probabilities must come from models that have not seen the example's label:
/// cross-validation.
/// </summary>
public static class ConfidentLearning
{
    private const double Slack = 1e-6;

    /// <summary>The suspected examples, the most suspect first.</summary>
    /// <param name="probabilities">(examples, classes), row-major, out of cross-validation.</param>
    /// <param name="labels">The given labels.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="filter">Which are taken.</param>
    /// <exception cref="GraftException">A value is NaN, infinite or no probability, a label is no class, or the sizes disagree; the rows are named.</exception>
    public static IReadOnlyList<SuspectedLabel> Find(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int classes, LabelErrorFilter filter = LabelErrorFilter.PruneByNoiseRate)
    {
        ScoreTable table = new ScoreTable(probabilities, labels, classes).RequireProbabilities();
        bool[] suspect = Suspects(table, filter);
        List<SuspectedLabel> found = [];
        for (int i = 0; i < table.Count; i++)
        {
            int best = ScoreTable.Best(table[i]);
            if (suspect[i] && table[i][labels[i]] + Slack < table[i][best]) found.Add(new(i, labels[i], best, table[i][labels[i]]));
        }
        return [.. found.OrderBy(s => s.Quality)];
    }

    /// <summary>Per example the probability of its own label (self-confidence): low is suspect.</summary>
    /// <param name="probabilities">(examples, classes), row-major, out of cross-validation.</param>
    /// <param name="labels">The given labels.</param>
    /// <param name="classes">Number of classes.</param>
    public static double[] SelfConfidence(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int classes)
    {
        ScoreTable table = new(probabilities, labels, classes);
        double[] quality = new double[table.Count];
        for (int i = 0; i < quality.Length; i++) quality[i] = table[i][labels[i]];
        return quality;
    }

    /// <summary>Per example (p of its label - highest p of another class + 1) / 2: low is suspect. It tells unclear examples from wrong labels.</summary>
    /// <param name="probabilities">(examples, classes), row-major, out of cross-validation.</param>
    /// <param name="labels">The given labels.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    public static double[] NormalizedMargin(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int classes)
    {
        ScoreTable table = new(probabilities, labels, classes);
        double[] quality = new double[table.Count];
        for (int i = 0; i < quality.Length; i++)
        {
            float other = float.NegativeInfinity;
            for (int k = 0; k < classes; k++) if (k != labels[i]) other = Math.Max(other, table[i][k]);
            quality[i] = ((double)table[i][labels[i]] - other + 1) / 2;
        }
        return quality;
    }

    private static bool[] Suspects(ScoreTable table, LabelErrorFilter filter)
    {
        if (filter == LabelErrorFilter.PredictedNeqGiven) return [.. Enumerable.Repeat(true, table.Count)];
        ConfidentJoint joint = ConfidentJoint.Of(table);
        if (filter == LabelErrorFilter.ConfidentLearning)
        {
            int[] given = table.Labels.ToArray();
            return [.. joint.Confident.Select((c, i) => c >= 0 && c != given[i])];
        }
        bool[] byRate = filter == LabelErrorFilter.PruneByClass ? [] : ByNoiseRate(table, joint.Calibrated);
        bool[] byClass = filter == LabelErrorFilter.PruneByNoiseRate ? [] : ByClass(table, joint.Calibrated);
        return filter == LabelErrorFilter.Both ? [.. byRate.Zip(byClass, (a, b) => a && b)] : byRate.Length > 0 ? byRate : byClass;
    }

    private static bool[] ByNoiseRate(ScoreTable table, int[][] joint)
    {
        bool[] suspect = new bool[table.Count];
        for (int k = 0; k < table.Classes; k++)
        {
            int[] rows = Labelled(table, k);
            for (int j = 0; j < table.Classes; j++)
            {
                if (j == k || joint[k][j] == 0) continue;
                double[] favour = new double[rows.Length];
                for (int r = 0; r < rows.Length; r++) favour[r] = (double)table[rows[r]][k] - table[rows[r]][j];
                MarkLowest(rows, favour, joint[k][j], suspect);
            }
        }
        return suspect;
    }

    private static bool[] ByClass(ScoreTable table, int[][] joint)
    {
        bool[] suspect = new bool[table.Count];
        for (int k = 0; k < table.Classes; k++)
        {
            int[] rows = Labelled(table, k);
            double[] own = new double[rows.Length];
            for (int r = 0; r < rows.Length; r++) own[r] = table[rows[r]][k];
            MarkLowest(rows, own, joint[k].Sum() - joint[k][k], suspect);
        }
        return suspect;
    }

    private static int[] Labelled(ScoreTable table, int label)
    {
        List<int> rows = [];
        for (int i = 0; i < table.Count; i++) if (table.Labels[i] == label) rows.Add(i);
        return [.. rows];
    }

    private static void MarkLowest(int[] rows, double[] score, int count, bool[] mark)
    {
        foreach (int r in Enumerable.Range(0, rows.Length).OrderBy(r => score[r]).Take(count)) mark[rows[r]] = true;
    }
}
