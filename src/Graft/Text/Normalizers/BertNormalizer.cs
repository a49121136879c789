using System.Text;
using Graft.Text.Pipeline;

namespace Graft.Text.Normalizers;

/// <summary>BERT's cleaning: no control characters, plain spaces, spaces around Chinese characters, accents stripped, lower case; each on its own switch.</summary>
internal sealed class BertNormalizer : Normalizer
{
    private readonly char[] _ascii = new char[128]; // what each becomes; 0 where the text has to be shortened
    private readonly NormalizerSequence _steps;

    public BertNormalizer(bool cleanText, bool handleChinese, bool stripAccents, bool lowercase)
    {
        List<Normalizer> steps = [];
        if (cleanText) steps.Add(new CleanText());
        if (handleChinese) steps.Add(new SpaceAroundChinese());
        if (stripAccents) steps.AddRange([new UnicodeForm(NormalizationForm.FormD), new StripAccents()]);
        if (lowercase) steps.Add(new Lowercase());
        _steps = new(steps);
        for (int c = 0; c < 128; c++) _ascii[c] = Simple((char)c, cleanText, lowercase);
    }

    public override void Apply(AlignedText text)
    {
        if (!TrySimple(text.Chars)) _steps.Apply(text);
    }

    private static char Simple(char c, bool cleanText, bool lowercase)
    {
        if (cleanText && Characters.IsControl(new Rune(c))) return '\0'; // form feed and vertical tab, too
        if (cleanText && Characters.IsSpace(c)) return ' ';
        return lowercase ? char.ToLowerInvariant(c) : c;
    }

    /// <summary>Most texts are ASCII without control characters: one look-up per character, in place.</summary>
    private bool TrySimple(Span<char> text)
    {
        if (!Ascii.IsValid(text)) return false;
        foreach (char c in text)
            if (_ascii[c] == 0) return false;
        foreach (ref char c in text) c = _ascii[c];
        return true;
    }
}

/// <summary>Drops NUL, U+FFFD and control characters, and makes every space a plain one.</summary>
internal sealed class CleanText : Normalizer
{
    public override void Apply(AlignedText text)
    {
        text.Begin();
        for (int i = 0, length; i < text.Length; i += length)
        {
            Rune rune = AlignedText.RuneAt(text.Chars, i, out length);
            if (rune.Value is 0 or 0xFFFD || Characters.IsControl(rune)) continue;
            if (Rune.IsWhiteSpace(rune)) text.Put(' ', text.SpanOf(i));
            else text.Keep(i, i + length);
        }
        text.Commit();
    }
}

/// <summary>Puts a space before and behind every Chinese character.</summary>
internal sealed class SpaceAroundChinese : Normalizer
{
    public override void Apply(AlignedText text)
    {
        text.Begin();
        for (int i = 0, length; i < text.Length; i += length)
        {
            bool chinese = Characters.IsChinese(AlignedText.RuneAt(text.Chars, i, out length));
            if (chinese) text.Put(' ', text.SpanOf(i));
            text.Keep(i, i + length);
            if (chinese) text.Put(' ', text.SpanOf(i));
        }
        text.Commit();
    }
}

/// <summary>Drops accents that stand as characters of their own (Mn); to strip those of composed letters, decompose before.</summary>
internal sealed class StripAccents : Normalizer
{
    public override void Apply(AlignedText text)
    {
        text.Begin();
        for (int i = 0, length; i < text.Length; i += length)
            if (!Characters.IsAccent(AlignedText.RuneAt(text.Chars, i, out length))) text.Keep(i, i + length);
        text.Commit();
    }
}

/// <summary>Lower case, character by character, in no language (a final sigma stays a plain one).</summary>
internal sealed class Lowercase : Normalizer
{
    public override void Apply(AlignedText text)
    {
        if (Ascii.IsValid(text.Chars))
        {
            foreach (ref char c in text.Chars) c = char.ToLowerInvariant(c);
            return;
        }
        text.Begin();
        for (int i = 0, length; i < text.Length; i += length)
        {
            Rune rune = AlignedText.RuneAt(text.Chars, i, out length);
            text.Put(rune.Value == 0x130 ? new Rune('i') : Rune.ToLowerInvariant(rune), text.SpanOf(i));
            if (rune.Value == 0x130) text.Put('\u0307', text.SpanOf(i)); // the only letter whose lower case is two
        }
        text.Commit();
    }
}
