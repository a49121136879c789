namespace Graft.Evaluation;

/// <summary>How entities of one type fared.</summary>
/// <param name="Label">The type.</param>
/// <param name="Support">How many there are.</param>
/// <param name="Precision">Share of the found that are there.</param>
/// <param name="Recall">Share of those there that were found.</param>
/// <param name="F1">Harmonic mean of both.</param>
public sealed record EntityTypeMetrics(string Label, int Support, double Precision, double Recall, double F1);

/// <summary>Scores over entities, each right if type, first and last token are.</summary>
/// <param name="Micro">Over all entities together.</param>
/// <param name="Macro">Mean over the types that occur in truth or prediction.</param>
/// <param name="Weighted">The same, weighted by how many there are.</param>
/// <param name="PerClass">Each type that occurs, in ordinal order.</param>
public sealed record EntityScores(PrecisionRecall Micro, PrecisionRecall Macro, PrecisionRecall Weighted, IReadOnlyList<EntityTypeMetrics> PerClass);

/// <summary>How well entities were found in sequences of tokens, as seqeval counts them.</summary>
public sealed record TaggingMetrics : TaskMetrics
{
    /// <summary>Tokens in all sequences.</summary>
    public required int Tokens { get; init; }

    /// <summary>Share of the tokens with the right tag. O is easy: look at <see cref="EntityF1"/>.</summary>
    public required double TokenAccuracy { get; init; }

    /// <summary>F1 over all entities, tags read forgivingly.</summary>
    public double EntityF1 => Micro.F1;

    /// <summary>F1 where an entity of the right type that overlaps the true one counts half (MUC-5's partial match).</summary>
    public double PartialF1 => Partial.F1;

    /// <summary>F1 over all entities, only what the scheme allows being an entity.</summary>
    public double StrictF1 => Strict.Micro.F1;

    /// <summary>Over all entities, tags read forgivingly.</summary>
    public required PrecisionRecall Micro { get; init; }

    /// <summary>Mean over the types that occur in truth or prediction.</summary>
    public required PrecisionRecall Macro { get; init; }

    /// <summary>The same, weighted by how many there are.</summary>
    public required PrecisionRecall Weighted { get; init; }

    /// <summary>Overlaps of the right type counting half.</summary>
    public required PrecisionRecall Partial { get; init; }

    /// <summary>Tags read strictly.</summary>
    public required EntityScores Strict { get; init; }

    /// <summary>Each type, in ordinal order.</summary>
    public required IReadOnlyList<EntityTypeMetrics> PerClass { get; init; }

    /// <summary>Computes everything; <see cref="TaskMetrics.Count"/> is the number of sequences.</summary>
    /// <param name="predicted">A tag per token, per sequence.</param>
    /// <param name="actual">The true tags.</param>
    /// <param name="scheme">For the strict reading.</param>
    /// <exception cref="GraftException">Lengths disagree or a tag is none; the sequences are named.</exception>
    public static TaggingMetrics Compute(IReadOnlyList<IReadOnlyList<string>> predicted, IReadOnlyList<IReadOnlyList<string>> actual, TagScheme scheme = TagScheme.Iob2)
    {
        ScoreFaults.RequirePairs(predicted.Count, actual.Count);
        ScoreFaults.Refuse([.. Enumerable.Range(0, actual.Count).Where(i => predicted[i].Count != actual[i].Count)
            .Select(i => $"sequence {i} has {actual[i].Count} tokens and {predicted[i].Count} predicted tags")]);
        EntityMatching forgiving = EntityMatching.Count(predicted, actual, EntitySpan.Read), strict = EntityMatching.Count(predicted, actual, tags => EntitySpan.ReadStrict(tags, scheme));
        EntityScores scores = forgiving.Scores();
        int tokens = actual.Sum(s => s.Count), right = Enumerable.Range(0, actual.Count).Sum(i => actual[i].Zip(predicted[i]).Count(t => t.First == t.Second));
        return new()
        {
            Count = actual.Count,
            Tokens = tokens,
            TokenAccuracy = PrecisionRecall.Ratio(right, tokens),
            Micro = scores.Micro,
            Macro = scores.Macro,
            Weighted = scores.Weighted,
            Partial = forgiving.Partial(),
            Strict = strict.Scores(),
            PerClass = scores.PerClass,
        };
    }
}
