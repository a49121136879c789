namespace Graft.Evaluation;

/// <summary>From which probability on an example has a label, for each label.</summary>
public static class LabelThresholds
{
    /// <summary>Where nothing says otherwise.</summary>
    public const double Usual = 0.5;

    /// <summary>
    /// The thresholds of the highest F1 of each label, in the middle between the last probability that is taken and the first that is not; <see cref="Usual"/> for a label that none of the examples has, or all.
    /// </summary>
    /// <param name="probabilities">(examples, labels), row-major: of examples that the model has not learned from.</param>
    /// <param name="has">(examples, labels): whether the example has the label.</param>
    /// <param name="labels">How many labels there are.</param>
    public static double[] Choose(float[] probabilities, bool[] has, int labels) =>
        [.. Enumerable.Range(0, labels).Select(k => Of([.. probabilities.Where((_, i) => i % labels == k)], [.. has.Where((_, i) => i % labels == k)]))];

    private static double Of(float[] scores, bool[] positive)
    {
        RankedScores ranked = RankedScores.Sort(scores, positive);
        if (ranked.Negatives == 0 || ranked.BestF1() is not { } best) return Usual;
        int at = ranked.Steps.Index().First(s => s.Item.Threshold == best.Threshold).Index;
        return at + 1 == ranked.Steps.Count ? best.Threshold : (best.Threshold + ranked.Steps[at + 1].Threshold) / 2;
    }
}
