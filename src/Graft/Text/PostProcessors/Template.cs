namespace Graft.Text.PostProcessors;

/// <summary>One part of a template: a text of the input, or special tokens.</summary>
/// <param name="Sequence">0 for the first text, 1 for the second, null for special tokens.</param>
/// <param name="TypeId">Type id of all its tokens.</param>
internal sealed record TemplatePart(int? Sequence, int TypeId)
{
    /// <summary>Ids of the special tokens.</summary>
    public int[] Ids { get; init; } = [];

    /// <summary>Texts of the special tokens.</summary>
    public string[] Tokens { get; init; } = [];
}

/// <summary>How texts and special tokens are put together.</summary>
/// <param name="Single">For one text.</param>
/// <param name="Pair">For two.</param>
internal sealed record Template(TemplatePart[] Single, TemplatePart[] Pair)
{
    /// <summary>Texts alone.</summary>
    public static Template None { get; } = new([new(0, 0)], [new(0, 0), new(1, 1)]);

    /// <summary>The parts for one text or two.</summary>
    public TemplatePart[] For(bool pair) => pair ? Pair : Single;

    /// <summary>Number of special tokens that are added.</summary>
    public int AddedCount(bool pair) => For(pair).Sum(p => p.Ids.Length);
}

/// <summary>Narrows offsets of byte-level tokens by the spaces that they begin or end with.</summary>
/// <param name="AddedPrefixSpace">Whether the first word's space was added and lies nowhere in the text.</param>
internal sealed record OffsetTrimming(bool AddedPrefixSpace)
{
    /// <summary>The offsets of a token without space.</summary>
    public TextSpan Trim(TextSpan span, string token, bool isFirst)
    {
        if (token.Length == 0 || !IsSpace(token[0]) && !IsSpace(token[^1])) return span;
        int leading = 0, trailing = 0;
        while (leading < token.Length && IsSpace(token[leading])) leading++;
        while (trailing < token.Length && IsSpace(token[^(trailing + 1)])) trailing++;
        if (leading == 1 && AddedPrefixSpace && (isFirst || span.Start == 0)) leading = 0;
        int start = Math.Min(span.Start + leading, span.End);
        int end = span.End >= trailing ? Math.Max(span.End - trailing, start) : span.End;
        return new(start, end);
    }

    private static bool IsSpace(char c) => c == Pipeline.ByteLetters.Space || Pipeline.Characters.IsSpace(c);
}
