using System.Buffers;
using System.Text;

namespace Graft.Text.Pipeline;

/// <summary>A token that is found in the text before the model sees it.</summary>
internal sealed record AddedToken(int Id, string Content)
{
    /// <summary>Whether it is one of the model's signs, such as [MASK].</summary>
    public bool Special { get; init; }

    /// <summary>Whether it counts only where it is no part of a longer word.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Whether it takes the space before it along.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Whether it takes the space behind it along.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Whether it is looked for in the normalised text rather than in the original.</summary>
    public bool Normalized { get; init; }
}

/// <summary>Finds added tokens: the leftmost first, of those the longest.</summary>
internal sealed class AddedTokens
{
    /// <summary>A stretch of text, or an added token in it.</summary>
    public readonly record struct Section(int Start, int End, AddedToken? Token);

    private readonly Dictionary<char, (string Text, AddedToken Token)[]> _byFirst;
    private readonly SearchValues<char> _firsts;

    /// <param name="tokens">Each with the text that it is looked for as.</param>
    public AddedTokens(IEnumerable<(string Text, AddedToken Token)> tokens)
    {
        _byFirst = tokens.Where(t => t.Text.Length > 0).GroupBy(t => t.Text[0])
            .ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Text.Length).ToArray());
        _firsts = SearchValues.Create([.. _byFirst.Keys]);
    }

    /// <summary>Whether there is any.</summary>
    public bool Any => _byFirst.Count > 0;

    /// <summary>Divides a text into added tokens and the text between them.</summary>
    public void Find(ReadOnlySpan<char> text, List<Section> sections)
    {
        int done = 0;
        for (int at = 0; at < text.Length;)
        {
            int next = text[at..].IndexOfAny(_firsts);
            if (next < 0) break;
            at += next;
            (int length, AddedToken? token) = Match(text, at);
            if (token is null || token.SingleWord && TouchesWord(text, at, at + length))
            {
                at += length;
                continue;
            }
            (int start, int end) = Strip(text, token, done, at, at + length);
            if (start > done) sections.Add(new(done, start, null));
            sections.Add(new(start, end, token));
            at = done = end;
        }
        if (done < text.Length) sections.Add(new(done, text.Length, null));
    }

    private (int Length, AddedToken? Token) Match(ReadOnlySpan<char> text, int at)
    {
        foreach ((string wanted, AddedToken token) in _byFirst[text[at]])
            if (text[at..].StartsWith(wanted, StringComparison.Ordinal)) return (wanted.Length, token);
        return (1, null);
    }

    private static bool TouchesWord(ReadOnlySpan<char> text, int start, int end)
    {
        if (start > 0 && Rune.DecodeLastFromUtf16(text[..start], out Rune before, out _) == OperationStatus.Done && Characters.IsWord(before)) return true;
        return end < text.Length && Characters.IsWord(AlignedText.RuneAt(text, end, out _));
    }

    private static (int Start, int End) Strip(ReadOnlySpan<char> text, AddedToken token, int done, int start, int end)
    {
        while (token.LeftStrip && start > done && Characters.IsSpace(text[start - 1])) start--;
        while (token.RightStrip && end < text.Length && Characters.IsSpace(text[end])) end++;
        return (start, end);
    }
}
