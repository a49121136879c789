using System.Text.Json;

namespace Graft.Bundles;

/// <summary>The unit of similarities: a cosine of 0 is the lowest, a cosine of 1 the highest.</summary>
/// <param name="Lowest">What texts get that have nothing in common.</param>
/// <param name="Highest">What texts get that say the same.</param>
public sealed record SimilarityScale(double Lowest, double Highest)
{
    /// <summary>Cosines as they are.</summary>
    public static SimilarityScale Cosine { get; } = new(0, 1);

    /// <summary>The unit of given similarities: cosines where all lie between -1 and 1, else from the least to the greatest.</summary>
    public static SimilarityScale Of(IReadOnlyCollection<double> scores) =>
        scores.Count == 0 || (scores.Min() >= -1 && scores.Max() <= 1) ? Cosine : new(scores.Min(), scores.Max());

    /// <summary>The cosine that a similarity stands for.</summary>
    public double ToCosine(double score) => Highest == Lowest ? 1 : (score - Lowest) / (Highest - Lowest);

    /// <summary>The similarity that a cosine stands for.</summary>
    public double ToScore(double cosine) => Lowest + (cosine * (Highest - Lowest));

    internal string ToJson() => JsonSerializer.Serialize(new[] { Lowest, Highest });

    internal static SimilarityScale Parse(string? json) => json is not null && JsonSerializer.Deserialize<double[]>(json) is [double lowest, double highest] ? new(lowest, highest) : Cosine;
}
