using Graft.Text.Models;
using Graft.Text.Normalizers;
using Graft.Text.Pipeline;
using Graft.Text.PostProcessors;
using Graft.Text.PreTokenizers;

namespace Graft.Text.Files;

/// <summary>What a tokenizer is made of.</summary>
internal sealed record TokenizerParts
{
    /// <summary>All tokens, added ones too.</summary>
    public required Vocabulary Vocabulary { get; init; }

    /// <summary>Makes tokens of words.</summary>
    public required Model Model { get; init; }

    /// <summary>Rewrites the text; null: nothing does.</summary>
    public Normalizer? Normalizer { get; init; }

    /// <summary>Divides it into words; null: the whole text is one.</summary>
    public PreTokenizer? PreTokenizer { get; init; }

    /// <summary>Tokens that are found before the model sees the text.</summary>
    public IReadOnlyList<AddedToken> Added { get; init; } = [];

    /// <summary>Where special tokens go.</summary>
    public Template Template { get; init; } = Template.None;

    /// <summary>How offsets are narrowed; null: not.</summary>
    public OffsetTrimming? Trimming { get; init; }

    /// <summary>How texts are cut.</summary>
    public Truncation? Truncation { get; init; }

    /// <summary>How they are filled up.</summary>
    public Padding? Padding { get; init; }
}
