namespace Graft.Evaluation;

/// <summary>The measures of one ranking.</summary>
internal static class Ranking
{
    private const int Cut = 10;

    public static IEnumerable<string> Faults(int query, float[] scores, float[] relevance)
    {
        if (scores.Length != relevance.Length) yield return $"query {query} has {scores.Length} scores and {relevance.Length} relevances";
        for (int d = 0; d < scores.Length; d++)
            if (!float.IsFinite(scores[d])) yield return $"query {query} has the score {(float.IsNaN(scores[d]) ? "NaN" : "infinity")} for document {d}";
        for (int d = 0; d < relevance.Length; d++)
            if (!float.IsFinite(relevance[d]) || relevance[d] < 0) yield return FormattableString.Invariant($"query {query} has the relevance {relevance[d]} for document {d}, expected 0 or more");
    }

    public static RankingMeasures? Measures(float[] scores, float[] relevance)
    {
        double[] ranked = [.. Enumerable.Range(0, scores.Length).OrderByDescending(d => scores[d]).Select(d => (double)relevance[d])];   // OrderBy is stable
        int[] hits = [.. Enumerable.Range(1, ranked.Length).Where(rank => ranked[rank - 1] > 0)];
        if (hits.Length == 0) return null;
        double Recall(int k) => (double)hits.Count(rank => rank <= k) / hits.Length;
        double Hit(int k) => hits[0] <= k ? 1 : 0;
        return new()
        {
            RecallAt1 = Recall(1), RecallAt5 = Recall(5), RecallAt10 = Recall(10),
            HitAt1 = Hit(1), HitAt5 = Hit(5), HitAt10 = Hit(10),
            ReciprocalRank = 1.0 / hits[0],
            AveragePrecision = hits.Select((rank, i) => (i + 1.0) / rank).Average(),
            NdcgAt10 = Ndcg(ranked, r => r),
            NdcgAt10Exponential = Ndcg(ranked, r => Math.Pow(2, r) - 1),
        };
    }

    public static RankingMeasures Mean(RankingMeasures[] of) => new()
    {
        RecallAt1 = of.Average(m => m.RecallAt1), RecallAt5 = of.Average(m => m.RecallAt5), RecallAt10 = of.Average(m => m.RecallAt10),
        HitAt1 = of.Average(m => m.HitAt1), HitAt5 = of.Average(m => m.HitAt5), HitAt10 = of.Average(m => m.HitAt10),
        ReciprocalRank = of.Average(m => m.ReciprocalRank),
        AveragePrecision = of.Average(m => m.AveragePrecision),
        NdcgAt10 = of.Average(m => m.NdcgAt10),
        NdcgAt10Exponential = of.Average(m => m.NdcgAt10Exponential),
    };

    private static double Ndcg(double[] ranked, Func<double, double> gain) => Discounted(ranked, gain) / Discounted(ranked.OrderDescending(), gain);

    private static double Discounted(IEnumerable<double> ranked, Func<double, double> gain) => ranked.Take(Cut).Select((r, i) => gain(r) / Math.Log2(i + 2)).Sum();
}
