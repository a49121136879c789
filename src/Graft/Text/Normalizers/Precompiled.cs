using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Graft.Text.Pipeline;

namespace Graft.Text.Normalizers;

/// <summary>
/// SentencePiece's compiled replacement table: a double-array trie (Darts-clone) over UTF-8, whose values point to zero-terminated replacements.
/// As in the reference tokenizer, a grapheme of less than 6 bytes is looked up whole, and code point by code point where that finds nothing.
/// </summary>
internal sealed class Precompiled : Normalizer
{
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    /// <summary>Reads the table: a little-endian uint32 with the trie's size in bytes, the trie, the replacements.</summary>
    /// <exception cref="GraftException">The sizes don't fit.</exception>
    public Precompiled(ReadOnlySpan<byte> table)
    {
        uint size = table.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(table);
        if (size % 4 != 0 || size == 0 || size > table.Length - 4)
            throw new GraftException($"The tokenizer's precompiled_charsmap has {table.Length} bytes and says that its trie takes {size}: it is damaged.");
        _units = MemoryMarshal.Cast<byte, uint>(table.Slice(4, (int)size)).ToArray();
        _replacements = table[(4 + (int)size)..].ToArray();
    }

    public override void Apply(AlignedText text)
    {
        string source = text.Chars.ToString();
        text.Begin();
        int cursor = 0, start = 0;
        while (start < source.Length)
        {
            int length = source[start] < 0x80 && (start + 1 == source.Length || source[start + 1] < 0x80) && source[start] != '\r'
                ? 1 : StringInfo.GetNextTextElementLength(source, start);
            Grapheme(text, source.AsSpan(start, length), ref cursor);
            start += length;
        }
        text.Commit();
    }

    private void Grapheme(AlignedText text, ReadOnlySpan<char> grapheme, ref int cursor)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(grapheme) < 6 && Find(grapheme) is string whole)
        {
            Put(text, CountRunes(grapheme), whole, ref cursor);
            return;
        }
        foreach (Rune rune in grapheme.EnumerateRunes())
        {
            if (Find(rune.ToString()) is string replacement) Put(text, 1, replacement, ref cursor);
            else text.Change(rune, 0, ref cursor);
        }
    }

    /// <summary>Replaces as many code points as both have; what is more is inserted, what is less swallowed by the last.</summary>
    private static void Put(AlignedText text, int oldCount, string replacement, ref int cursor)
    {
        int newCount = CountRunes(replacement), index = 0;
        foreach (Rune rune in replacement.EnumerateRunes())
        {
            index++;
            int change = index > oldCount ? 1 : index == newCount ? newCount - oldCount : 0;
            text.Change(rune, change, ref cursor);
        }
        if (newCount == 0) text.Skip(oldCount, ref cursor);
    }

    private static int CountRunes(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (Rune _ in text.EnumerateRunes()) count++;
        return count;
    }

    /// <summary>The replacement for the shortest beginning that the trie knows, or null.</summary>
    private string? Find(ReadOnlySpan<char> key)
    {
        Span<byte> utf8 = stackalloc byte[key.Length * 3];
        uint node = Offset(_units[0]);
        foreach (byte b in utf8[..System.Text.Encoding.UTF8.GetBytes(key, utf8)])
        {
            node ^= b;
            if (b == 0 || node >= _units.Length || (_units[node] & 0x800000FF) != b) return null;
            uint unit = _units[node];
            node ^= Offset(unit);
            if ((unit >> 8 & 1) == 1) return node < _units.Length ? ReplacementAt(_units[node] & 0x7FFFFFFF) : null;
        }
        return null;
    }

    private string? ReplacementAt(uint start)
    {
        if (start >= _replacements.Length) return null;
        ReadOnlySpan<byte> rest = _replacements.AsSpan((int)start);
        int end = rest.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
