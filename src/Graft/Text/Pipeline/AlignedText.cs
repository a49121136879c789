using System.Text;

namespace Graft.Text.Pipeline;

/// <summary>
/// A text under normalisation: its characters now, and for each the span of the original text that it stands for. As long as the characters are the
/// original ones, one for one, no spans are kept.
/// </summary>
internal sealed class AlignedText
{
    /// <summary>Normalisers may make a text longer up to this, or this many times: files that blow texts up further exist on purpose only.</summary>
    private const int LongestText = 1 << 24, MostTimes = 16;

    private char[] _chars = new char[512], _nextChars = new char[512];
    private TextSpan[] _spans = [], _nextSpans = [];
    private int _origin, _loaded, _nextLength;
    private bool _aligned; // spans are kept

    /// <summary>Number of characters now.</summary>
    public int Length { get; private set; }

    /// <summary>The characters now.</summary>
    public Span<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>Starts over with a piece of an original text. Half surrogates become U+FFFD.</summary>
    /// <param name="text">The piece.</param>
    /// <param name="origin">Where it starts in the original.</param>
    public void Load(ReadOnlySpan<char> text, int origin)
    {
        if (_chars.Length < text.Length) _chars = new char[text.Length * 2];
        text.CopyTo(_chars);
        (Length, _loaded, _origin, _aligned) = (text.Length, text.Length, origin, false);
        int surrogate = Chars.IndexOfAnyInRange('\uD800', '\uDFFF');
        if (surrogate >= 0) ReplaceHalfSurrogates(Chars[surrogate..]);
    }

    /// <summary>A copy of a text with its spans.</summary>
    internal sealed record Snapshot(char[] Chars, TextSpan[] Spans);

    /// <summary>Copies the text as it is now.</summary>
    public Snapshot Take()
    {
        TextSpan[] spans = new TextSpan[Length];
        for (int i = 0; i < Length; i++) spans[i] = SpanOf(i);
        return new(Chars.ToArray(), spans);
    }

    /// <summary>Starts over with a range of a copy.</summary>
    public void Load(Snapshot whole, int start, int end)
    {
        Begin();
        for (int i = start; i < end; i++) Put(whole.Chars[i], whole.Spans[i]);
        Commit();
    }

    /// <summary>What a range of the characters now stands for in the original text.</summary>
    public TextSpan Original(int start, int end) => _aligned ? new(_spans[start].Start, _spans[end - 1].End) : new(_origin + start, _origin + end);

    /// <summary>Begins to rewrite the text: <see cref="Keep(int)"/>, <see cref="Put(char, TextSpan)"/> and <see cref="Change"/> add to the new one.</summary>
    public void Begin() => _nextLength = 0;

    /// <summary>The new text takes the place of the old.</summary>
    public void Commit()
    {
        (_chars, _nextChars, _spans, _nextSpans) = (_nextChars, _chars, _nextSpans, _spans);
        (Length, _aligned) = (_nextLength, true);
    }

    /// <summary>Takes the old character at an index over.</summary>
    public void Keep(int index) => Put(_chars[index], SpanOf(index));

    /// <summary>Takes a range of old characters over.</summary>
    public void Keep(int start, int end)
    {
        for (int i = start; i < end; i++) Keep(i);
    }

    /// <summary>Number of characters put so far.</summary>
    public int NextLength => _nextLength;

    /// <summary>Puts a new character that stands for a span of the original.</summary>
    public void Put(char character, TextSpan original)
    {
        if (_nextLength >= _nextChars.Length || _nextLength >= _nextSpans.Length) Grow();
        _nextChars[_nextLength] = character;
        _nextSpans[_nextLength++] = original;
    }

    /// <summary>Puts a code point that stands for a span of the original.</summary>
    public void Put(Rune rune, TextSpan original)
    {
        Span<char> units = stackalloc char[2];
        foreach (char unit in units[..rune.EncodeToUtf16(units)]) Put(unit, original);
    }

    /// <summary>
    /// Puts a code point by its change: 0 replaces the old one at <paramref name="cursor"/>, 1 is inserted and stands for what the one before stands for,
    /// -n replaces one and swallows the n that follow. This is how the reference tokenizer aligns normalised texts.
    /// </summary>
    public void Change(Rune rune, int change, ref int cursor)
    {
        if (change > 0)
        {
            Put(rune, cursor == 0 ? new(_origin, _origin) : SpanOf(cursor - 1));
            return;
        }
        Put(rune, SpanOf(Math.Min(cursor, Length - 1)));
        Skip(1 - change, ref cursor);
    }

    /// <summary>Moves past a number of old code points.</summary>
    public void Skip(int count, ref int cursor)
    {
        for (int taken = 0; taken < count && cursor < Length; taken++) cursor += char.IsHighSurrogate(_chars[cursor]) ? 2 : 1;
    }

    /// <summary>The original span of the code point that a character belongs to.</summary>
    public TextSpan SpanOf(int index)
    {
        if (_aligned) return _spans[index];
        int start = char.IsLowSurrogate(_chars[index]) ? index - 1 : index;
        return new(_origin + start, _origin + start + (char.IsHighSurrogate(_chars[start]) ? 2 : 1));
    }

    private void Grow()
    {
        long most = Math.Min(Array.MaxLength, Math.Max(LongestText, (long)MostTimes * _loaded));
        int size = (int)Math.Min(most, Math.Max(512, Math.Max(Length, _nextLength) * 2L));
        if (size <= _nextLength) throw new GraftException($"The tokenizer's normaliser makes more than {most} characters of a text of {_loaded}. Its tokenizer.json is at fault.");
        Array.Resize(ref _nextChars, size);
        Array.Resize(ref _nextSpans, size);
    }

    private static void ReplaceHalfSurrogates(Span<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else text[i] = '\uFFFD';
        }
    }

    /// <summary>The code point at an index and how many characters it takes.</summary>
    public static Rune RuneAt(ReadOnlySpan<char> text, int index, out int length)
    {
        Rune.DecodeFromUtf16(text[index..], out Rune rune, out length);
        return rune;
    }
}
