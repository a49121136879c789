using System.Text;

namespace Graft.Text.Pipeline;

/// <summary>
/// GPT-2's words, as its regular expression divides them: the contractions 's 't 're 've 'm 'll 'd; letters, numbers or other signs, each run with one
/// space before it; and space, which leaves its last character to the word that follows.
/// </summary>
internal sealed class Gpt2Pattern : Pattern
{
    private enum Kind : byte { Other, Letter, Number, Space }

    private static readonly Kind[] Kinds = [.. Enumerable.Range(0, 128).Select(c => KindOf(new Rune(c)))];

    protected override bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int length)
    {
        (start, length) = (from, WordLength(text[from..]));
        return true;
    }

    private static int WordLength(ReadOnlySpan<char> text)
    {
        int contraction = ContractionLength(text);
        if (contraction > 0) return contraction;
        int start = text[0] == ' ' && text.Length > 1 && KindAt(text, 1, out _) != Kind.Space ? 1 : 0;
        Kind kind = KindAt(text, start, out _);
        int end = RunEnd(text, start, kind);
        if (kind != Kind.Space || end == text.Length) return end;
        int last = end - 1; // spaces are one char each
        return last > 0 ? last : end;
    }

    private static int RunEnd(ReadOnlySpan<char> text, int start, Kind kind)
    {
        int end = start;
        while (end < text.Length && KindAt(text, end, out int length) == kind) end += length;
        return end;
    }

    private static int ContractionLength(ReadOnlySpan<char> text)
    {
        if (text[0] != '\'' || text.Length < 2) return 0;
        if (text[1] is 's' or 't' or 'm' or 'd') return 2;
        return text.Length > 2 && text[1..3] is "re" or "ve" or "ll" ? 3 : 0;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, int index, out int length)
    {
        length = 1;
        return text[index] < 128 ? Kinds[text[index]] : KindOf(AlignedText.RuneAt(text, index, out length));
    }

    private static Kind KindOf(Rune rune) => Rune.IsLetter(rune) ? Kind.Letter : Rune.IsNumber(rune) ? Kind.Number : Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Other;
}
