using Graft.Text.Pipeline;

namespace Graft.Text.Normalizers;

/// <summary>Replaces what a pattern matches; the new characters stand for the last one replaced.</summary>
internal sealed class Replace(Pattern pattern, string content) : Normalizer
{
    public override void Apply(AlignedText text)
    {
        List<Match> matches = [];
        pattern.Find(text.Chars, 0, matches);
        if (!matches.Exists(m => m.IsMatch)) return;
        text.Begin();
        foreach (Match match in matches)
        {
            if (!match.IsMatch) text.Keep(match.Start, match.End);
            else if (match.End > 0)
                foreach (char c in content) text.Put(c, text.SpanOf(match.End - 1));
        }
        text.Commit();
    }
}

/// <summary>Puts a text before the first character, standing for that.</summary>
internal sealed class Prepend(string content) : Normalizer
{
    public override void Apply(AlignedText text)
    {
        if (text.Length == 0) return;
        text.Begin();
        foreach (char c in content) text.Put(c, text.SpanOf(0));
        text.Keep(0, text.Length);
        text.Commit();
    }
}

/// <summary>Drops space at the beginning, at the end, or both.</summary>
internal sealed class Strip(bool left, bool right) : Normalizer
{
    public override void Apply(AlignedText text)
    {
        int start = 0, end = text.Length;
        while (left && start < end && Characters.IsSpace(text.Chars[start])) start++;
        while (right && end > start && Characters.IsSpace(text.Chars[end - 1])) end--;
        if (end - start == text.Length) return;
        text.Begin();
        text.Keep(start, end);
        text.Commit();
    }
}

/// <summary>SentencePiece's cleaning for machine translation: drops control characters, makes every kind of space a plain one.</summary>
internal sealed class Nmt : Normalizer
{
    public override void Apply(AlignedText text)
    {
        text.Begin();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text.Chars[i];
            if (IsDropped(c)) continue;
            if (IsSpace(c)) text.Put(' ', text.SpanOf(i));
            else text.Keep(i);
        }
        text.Commit();
    }

    private static bool IsDropped(char c) => c is (>= '\x01' and <= '\x08') or '\x0B' or (>= '\x0E' and <= '\x1F') or '\x7F' or '\x8F' or '\x9F';

    private static bool IsSpace(char c) => c is '\t' or '\n' or '\f' or '\r' or '\u1680' or (>= '\u200B' and <= '\u200F') or '\u2028' or '\u2029'
        or '\u2581' or '\uFEFF' or '\uFFFD';
}

/// <summary>Turns the text into the letters of byte-level BPE.</summary>
internal sealed class ByteLevelNormalizer : Normalizer
{
    public override void Apply(AlignedText text) => ByteLetters.Spell(text);
}
