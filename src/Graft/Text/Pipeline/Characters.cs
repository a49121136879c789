using System.Globalization;
using System.Text;

namespace Graft.Text.Pipeline;

/// <summary>Classes of characters as tokenizers divide them.</summary>
internal static class Characters
{
    /// <summary>Unicode's White_Space.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c);

    /// <summary>Punctuation as BERT sees it: every ASCII character that is no letter, digit, space or control, and Unicode's categories P*.</summary>
    public static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        : Rune.IsPunctuation(rune);

    /// <summary>A control, format or private-use character; tab and line ends count as space, unassigned ones as text.</summary>
    public static bool IsControl(Rune rune) => rune.Value is not ('\t' or '\n' or '\r')
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    /// <summary>Unicode's categories N*.</summary>
    public static bool IsNumber(Rune rune) => Rune.IsNumber(rune);

    /// <summary>A mark without width (Mn), such as an accent.</summary>
    public static bool IsAccent(Rune rune) => !rune.IsAscii && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;

    /// <summary>Part of a word in regular expressions: letters, marks, decimal digits, connectors, joiners.</summary>
    public static bool IsWord(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_'
        : Rune.IsLetter(rune) || rune.Value is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;

    /// <summary>The blocks of Chinese characters that BERT treats one by one (not kana, not hangul).</summary>
    public static bool IsChinese(Rune rune) => rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
