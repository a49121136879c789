namespace Graft.Evaluation;

/// <summary>A ROC curve from the highest threshold down, one point per distinct score after (0, 0).</summary>
/// <param name="FalsePositiveRate">Share of the negatives at or above the threshold.</param>
/// <param name="TruePositiveRate">Share of the positives at or above the threshold.</param>
/// <param name="Threshold">The score; null at (0, 0), where it is infinite.</param>
/// <param name="Area">Area under the curve.</param>
public sealed record RocCurve(double[] FalsePositiveRate, double[] TruePositiveRate, double?[] Threshold, double Area)
{
    /// <summary>The curve of one class against the rest; null where there are no positives or no negatives.</summary>
    /// <param name="scores">One finite score per example.</param>
    /// <param name="positive">Whether the example is of the class.</param>
    public static RocCurve? Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive)
    {
        RankedScores ranked = RankedScores.Sort(scores.ToArray(), positive.ToArray());
        return ranked.RocAuc() is not { } area ? null : new(
            [0, .. ranked.Steps.Select(s => (double)s.FalseAlarms / ranked.Negatives)],
            [0, .. ranked.Steps.Select(s => (double)s.Hits / ranked.Positives)],
            [null, .. ranked.Steps.Select(s => (double?)s.Threshold)], area);
    }
}

/// <summary>A precision-recall curve, one point per distinct score in ascending order, then the point precision 1, recall 0, which has no threshold.</summary>
/// <param name="Precision">Share of the examples at or above the threshold that are positive.</param>
/// <param name="Recall">Share of the positives at or above the threshold.</param>
/// <param name="Threshold">The scores; one fewer than points.</param>
/// <param name="AveragePrecision">Sum of (step in recall) x precision.</param>
public sealed record PrecisionRecallCurve(double[] Precision, double[] Recall, double[] Threshold, double AveragePrecision)
{
    /// <summary>The curve of one class against the rest; null where there are no positives.</summary>
    /// <param name="scores">One finite score per example.</param>
    /// <param name="positive">Whether the example is of the class.</param>
    public static PrecisionRecallCurve? Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive)
    {
        RankedScores ranked = RankedScores.Sort(scores.ToArray(), positive.ToArray());
        return ranked.AveragePrecision() is not { } average ? null : new(
            [.. ranked.Steps.Reverse().Select(s => (double)s.Hits / (s.Hits + s.FalseAlarms)), 1],
            [.. ranked.Steps.Reverse().Select(s => (double)s.Hits / ranked.Positives), 0],
            [.. ranked.Steps.Reverse().Select(s => (double)s.Threshold)], average);
    }
}
