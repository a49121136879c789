using System.Globalization;
using System.Text;
using Graft.Text.Pipeline;

namespace Graft.Text.Normalizers;

/// <summary>NFC, NFD, NFKC or NFKD (Unicode Standard Annex 15), aligned as the reference tokenizer aligns them.</summary>
internal sealed class UnicodeForm(NormalizationForm form) : Normalizer
{
    private readonly NormalizationForm _decomposed = form is NormalizationForm.FormC or NormalizationForm.FormD ? NormalizationForm.FormD : NormalizationForm.FormKD;
    private readonly bool _composes = form is NormalizationForm.FormC or NormalizationForm.FormKC;

    public override void Apply(AlignedText text)
    {
        if (Ascii.IsValid(text.Chars)) return;
        text.Begin();
        for (int start = 0; start < text.Length;)
        {
            int end = SegmentEnd(text.Chars, start);
            Segment(text, start, end);
            start = end;
        }
        text.Commit();
    }

    /// <summary>A segment is a character with all that may combine with it: marks, and the vowels and final consonants of Hangul.</summary>
    private static int SegmentEnd(ReadOnlySpan<char> text, int start)
    {
        AlignedText.RuneAt(text, start, out int length);
        int end = start + length;
        while (end < text.Length && Combines(AlignedText.RuneAt(text, end, out length))) end += length;
        return end;
    }

    private static bool Combines(Rune rune) => !rune.IsAscii && (rune.Value is >= 0x1161 and <= 0x11C2 || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);

    private void Segment(AlignedText text, int start, int end)
    {
        ReadOnlySpan<char> source = text.Chars[start..end];
        if (source.Length == 1 && (source[0] < 0x80 || source[0] >= 0xFFFE) || source.IsNormalized(form)) text.Keep(start, end);
        else Rewrite(text, source.ToString(), start);
    }

    private void Rewrite(AlignedText text, string source, int cursor)
    {
        List<(Rune Rune, int Change)> parts = Decompose(source);
        foreach (Rune rune in source.Normalize(form).EnumerateRunes())
            text.Change(rune, ChangeOf(rune, parts), ref cursor);
    }

    /// <summary>Every code point's decomposition: the first part replaces it, the others are inserted.</summary>
    private List<(Rune Rune, int Change)> Decompose(string source)
    {
        List<(Rune, int)> parts = [];
        foreach (Rune rune in source.EnumerateRunes())
        {
            int change = 0;
            foreach (Rune part in rune.ToString().Normalize(_decomposed).EnumerateRunes())
            {
                parts.Add((part, change));
                change = 1;
            }
        }
        return parts;
    }

    /// <summary>A composed code point carries the changes of its parts, and minus one for each that it swallows.</summary>
    private int ChangeOf(Rune rune, List<(Rune Rune, int Change)> parts)
    {
        int change = 1;
        foreach (Rune part in (_composes ? rune.ToString().Normalize(NormalizationForm.FormD) : rune.ToString()).EnumerateRunes())
        {
            int index = parts.FindIndex(p => p.Rune == part);
            if (index < 0) continue;
            change += parts[index].Change - 1;
            parts.RemoveAt(index);
        }
        return change;
    }
}
