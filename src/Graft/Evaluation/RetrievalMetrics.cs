using System.Text.Json.Serialization;

namespace Graft.Evaluation;

/// <summary>How well documents were ranked: for one query, or the means over queries.</summary>
public record RankingMeasures
{
    /// <summary>Share of the relevant documents that come first.</summary>
    [JsonPropertyName("recall_at_1")] public double RecallAt1 { get; init; }

    /// <summary>Share of the relevant documents among the first five.</summary>
    [JsonPropertyName("recall_at_5")] public double RecallAt5 { get; init; }

    /// <summary>Share of the relevant documents among the first ten.</summary>
    [JsonPropertyName("recall_at_10")] public double RecallAt10 { get; init; }

    /// <summary>Whether the first document is relevant (metric learning calls this recall@1).</summary>
    [JsonPropertyName("hit_at_1")] public double HitAt1 { get; init; }

    /// <summary>Whether one of the first five is relevant.</summary>
    [JsonPropertyName("hit_at_5")] public double HitAt5 { get; init; }

    /// <summary>Whether one of the first ten is relevant.</summary>
    [JsonPropertyName("hit_at_10")] public double HitAt10 { get; init; }

    /// <summary>1 / rank of the first relevant document; its mean is called MRR.</summary>
    public double ReciprocalRank { get; init; }

    /// <summary>Mean precision at the ranks of the relevant documents; its mean is called MAP.</summary>
    public double AveragePrecision { get; init; }

    /// <summary>Discounted gain of the first ten over the best possible (Järvelin, Kekäläinen 2002): gain is the relevance, discount log2(rank + 1).</summary>
    [JsonPropertyName("ndcg_at_10")] public double NdcgAt10 { get; init; }

    /// <summary>The same with the gain 2^relevance - 1.</summary>
    [JsonPropertyName("ndcg_at_10_exponential")] public double NdcgAt10Exponential { get; init; }
}

/// <summary>How well documents were ranked for queries.</summary>
public sealed record RetrievalMetrics : TaskMetrics
{
    /// <summary>Queries that have a relevant document; the others count nowhere.</summary>
    public required int QueriesScored { get; init; }

    /// <summary>Mean of 1 / rank of the first relevant document; null where no query was scored.</summary>
    public double? Mrr => Mean?.ReciprocalRank;

    /// <summary>Mean average precision; null where no query was scored.</summary>
    public double? Map => Mean?.AveragePrecision;

    /// <summary>Means over the queries that were scored; null where none was.</summary>
    public RankingMeasures? Mean { get; init; }

    /// <summary>Scores each query: documents by falling score, the earlier first among equals; relevant are those with relevance above 0.</summary>
    /// <param name="scores">Per query, one per document.</param>
    /// <param name="relevance">The same shape; 0 for no match.</param>
    /// <returns>Null for a query without a relevant document.</returns>
    /// <exception cref="GraftException">A value is NaN or infinite, a relevance below 0, or sizes disagree; the queries are named.</exception>
    public static IReadOnlyList<RankingMeasures?> PerQuery(IReadOnlyList<float[]> scores, IReadOnlyList<float[]> relevance)
    {
        ScoreFaults.RequirePairs(scores.Count, relevance.Count);
        ScoreFaults.Refuse([.. Enumerable.Range(0, scores.Count).SelectMany(q => Ranking.Faults(q, scores[q], relevance[q]))]);
        return [.. scores.Zip(relevance, Ranking.Measures)];
    }

    /// <summary>The means of <see cref="PerQuery"/>; <see cref="TaskMetrics.Count"/> is the number of queries.</summary>
    /// <exception cref="GraftException">A value is NaN or infinite, a relevance below 0, or sizes disagree; the queries are named.</exception>
    public static RetrievalMetrics Compute(IReadOnlyList<float[]> scores, IReadOnlyList<float[]> relevance)
    {
        IReadOnlyList<RankingMeasures?> perQuery = PerQuery(scores, relevance);
        RankingMeasures[] scored = [.. perQuery.OfType<RankingMeasures>()];
        return new() { Count = perQuery.Count, QueriesScored = scored.Length, Mean = scored.Length == 0 ? null : Ranking.Mean(scored) };
    }
}
