namespace Graft.Evaluation;

/// <summary>Precision, recall and their harmonic mean; 0 where a quotient is 0/0.</summary>
/// <param name="Precision">Share of what was predicted that is right.</param>
/// <param name="Recall">Share of what is there that was found.</param>
/// <param name="F1">2 x hits / (predicted + there).</param>
public sealed record PrecisionRecall(double Precision, double Recall, double F1)
{
    internal static PrecisionRecall Of(long hits, long predicted, long actual) =>
        new(Ratio(hits, predicted), Ratio(hits, actual), Ratio(2 * hits, predicted + actual));

    /// <summary>The weighted mean of each of the three; all 0 where the weights are.</summary>
    internal static PrecisionRecall Mean(IReadOnlyList<PrecisionRecall> of, IReadOnlyList<int> weights)
    {
        double total = weights.Sum();
        double Over(Func<PrecisionRecall, double> value) => Ratio(of.Select((one, i) => value(one) * weights[i]).Sum(), total);
        return new(Over(one => one.Precision), Over(one => one.Recall), Over(one => one.F1));
    }

    internal static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
