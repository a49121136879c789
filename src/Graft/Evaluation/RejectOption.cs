namespace Graft.Evaluation;

/// <summary>What answering only from some confidence on is worth.</summary>
/// <param name="Threshold">Answer where the confidence is at least this, else say nothing.</param>
/// <param name="Coverage">Share of the examples that are answered.</param>
/// <param name="Accuracy">Share of the answers that are right.</param>
public sealed record RejectPoint(double Threshold, double Coverage, double Accuracy);

/// <summary>Coverage against accuracy: how many examples are answered, and how well, if the model may decline (Chow 1970; Geifman, El-Yaniv 2017).</summary>
/// <param name="Points">One per distinct confidence, the most confident first.</param>
public sealed record RejectOption(IReadOnlyList<RejectPoint> Points)
{
    /// <summary>The curve of a model.</summary>
    /// <param name="confidence">Probability of the predicted class per example.</param>
    /// <param name="right">Whether the prediction is right.</param>
    /// <exception cref="GraftException">A confidence is NaN or infinite, there is none, or the sizes disagree.</exception>
    public static RejectOption Of(ReadOnlySpan<float> confidence, ReadOnlySpan<bool> right)
    {
        ScoreFaults.RequirePairs(confidence.Length, right.Length);
        ScoreFaults.Refuse([.. ScoreFaults.NotFinite(confidence, 1, "confidence")]);
        RankedScores ranked = RankedScores.Sort(confidence.ToArray(), right.ToArray());
        double all = right.Length;
        return new([.. ranked.Steps.Select(s => new RejectPoint(s.Threshold, (s.Hits + s.FalseAlarms) / all, (double)s.Hits / (s.Hits + s.FalseAlarms)))]);
    }

    /// <summary>The threshold that answers the most examples with at least the wanted precision of the answers; null where none reaches it.</summary>
    /// <param name="precision">0 to 1.</param>
    /// <remarks>Take it on validation and score it on test: on the examples that it was chosen on it looks better than it is.</remarks>
    public RejectPoint? ForPrecision(double precision) => Points.LastOrDefault(p => p.Accuracy >= precision);

    /// <summary>What a threshold that was chosen elsewhere gives here; null where nothing is that confident.</summary>
    public RejectPoint? At(double threshold) => Points.LastOrDefault(p => p.Threshold >= threshold) is { } point ? point with { Threshold = threshold } : null;
}
