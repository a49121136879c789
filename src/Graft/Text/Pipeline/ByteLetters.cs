using System.Text;

namespace Graft.Text.Pipeline;

/// <summary>
/// Byte-level BPE writes each byte of UTF-8 as one visible letter: printable Latin-1 stands for itself, the other 68 bytes for U+0100 to U+0143 in order
/// (Radford et al. 2019, GPT-2).
/// </summary>
internal static class ByteLetters
{
    private static readonly char[] Letters = Make();

    /// <summary>The letter that a space becomes: 'Ġ'.</summary>
    public const char Space = '\u0120';

    /// <summary>The letter of a byte.</summary>
    public static char Of(byte value) => Letters[value];

    /// <summary>Rewrites a text as letters of its bytes.</summary>
    public static void Spell(AlignedText text)
    {
        if (Ascii.IsValid(text.Chars))
        {
            foreach (ref char c in text.Chars) c = Letters[c];
            return;
        }
        text.Begin();
        for (int i = 0, length; i < text.Length; i += length) SpellRune(text, AlignedText.RuneAt(text.Chars, i, out length), text.SpanOf(i));
        text.Commit();
    }

    /// <summary>Puts the letters of a code point's bytes.</summary>
    public static void SpellRune(AlignedText text, Rune rune, TextSpan span)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (byte b in utf8[..rune.EncodeToUtf8(utf8)]) text.Put(Letters[b], span);
    }

    private static char[] Make()
    {
        char[] letters = new char[256];
        int others = 0;
        for (int b = 0; b < 256; b++)
            letters[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : (char)(256 + others++);
        return letters;
    }
}
