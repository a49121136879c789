namespace Graft.Text;

/// <summary>Where something lies in a text: UTF-16 positions (those of C# strings), half open.</summary>
/// <param name="Start">First position.</param>
/// <param name="End">The position behind the last.</param>
public readonly record struct TextSpan(int Start, int End);

/// <summary>A text, or a pair of texts, as a network reads it. All arrays have one entry per token.</summary>
public sealed record Encoding
{
    /// <summary>Numbers of the tokens in the vocabulary.</summary>
    public required int[] Ids { get; init; }

    /// <summary>The tokens' texts. A token that a Unigram model does not know shows its own text, though its id is that of the unknown token.</summary>
    public required string[] Tokens { get; init; }

    /// <summary>Where each token lies in the text that it comes from; (0, 0) for tokens that were added around the texts.</summary>
    public required TextSpan[] Offsets { get; init; }

    /// <summary>Number of the word (pre-token) within its text, from 0; null for tokens that were added around the texts.</summary>
    public required int?[] WordIds { get; init; }

    /// <summary>0 for the first segment, 1 for the second, as the model's template says (token_type_ids).</summary>
    public required int[] TypeIds { get; init; }

    /// <summary>1 for tokens that were added around the texts and for padding, else 0.</summary>
    public required int[] SpecialTokensMask { get; init; }

    /// <summary>0 for tokens of the first text, 1 for those of the second, null for tokens that belong to neither.</summary>
    public required int?[] SequenceIds { get; init; }

    /// <summary>1 for tokens, 0 for padding.</summary>
    public required int[] AttentionMask { get; init; }

    /// <summary>The windows that follow when the text was cut: each overlaps the one before by the stride. Empty where nothing was cut.</summary>
    public IReadOnlyList<Encoding> Overflowing { get; init; } = [];

    /// <summary>1 for tokens that stand for a word that is to be tagged, else 0; null where no words were asked about.</summary>
    internal int[]? TagMask { get; init; }

    /// <summary>The letters of each token, a row of the same length for each, see <see cref="Graft.Text.CharacterIds"/>; null where the model doesn't look at them.</summary>
    internal long[]? CharacterIds { get; init; }

    /// <summary>Number of tokens, with special ones and padding.</summary>
    public int Length => Ids.Length;
}
