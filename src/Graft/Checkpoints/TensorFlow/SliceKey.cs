using System.Text;

namespace Graft.Checkpoints;

/// <summary>The key of a part of a partitioned variable (core/util/saved_tensor_slice_util.cc): ordered code of 0, the name, and start and length on each axis.</summary>
internal static class SliceKey
{
    /// <summary>Whether a key is one of these: they start with a zero byte, which no name does.</summary>
    public static bool IsSlice(ReadOnlySpan<byte> key) => key is [0, ..];

    /// <summary>The variable and its part; null where the key is not well formed.</summary>
    public static (string Name, BundleSlice Slice)? Parse(ReadOnlySpan<byte> key)
    {
        int at = 1;
        if (Name(key, ref at) is not { } name || Unsigned(key, ref at) is not { } rank || rank > 64) return null;
        List<(long, long)> extents = [];
        for (ulong i = 0; i < rank; i++)
        {
            if (Signed(key, ref at) is not { } start || Signed(key, ref at) is not { } length) return null;
            extents.Add((start, length));
        }
        return at == key.Length ? (name, new(extents)) : null;
    }

    private static string? Name(ReadOnlySpan<byte> key, ref int at)
    {
        List<byte> name = [];
        while (at < key.Length)
        {
            byte next = key[at++];
            if (next is 0 or 0xFF)
            {
                if (at >= key.Length) return null;
                byte second = key[at++];
                if (next == 0 && second == 1) return Encoding.UTF8.GetString([.. name]);
                if ((next, second) is not ((0, 0xFF) or (0xFF, 0))) return null;
            }
            name.Add(next);
        }
        return null;
    }

    private static ulong? Unsigned(ReadOnlySpan<byte> key, ref int at)
    {
        if (at >= key.Length) return null;
        int length = key[at++];
        if (length > 8 || length > key.Length - at) return null;
        ulong value = 0;
        for (int i = 0; i < length; i++) value = value << 8 | key[at++];
        return value;
    }

    /// <summary>
    /// Signed numbers (core/lib/strings/ordered_code.cc): the leading bits are as many ones as there are bytes, then a zero, then the number; all bits of negative ones are inverted.
    /// </summary>
    private static long? Signed(ReadOnlySpan<byte> key, ref int at)
    {
        if (at >= key.Length) return null;
        bool negative = key[at] < 0x80;
        byte flip = negative ? (byte)0xFF : (byte)0;
        int first = (byte)(key[at] ^ flip);
        int length = System.Numerics.BitOperations.LeadingZeroCount((uint)(byte)~first) - 24;
        if (length == 8 && at + 1 < key.Length && (byte)(key[at + 1] ^ flip) >= 0x80) length += (key[at + 1] ^ flip) >= 0xC0 ? 2 : 1;
        if (length < 1 || length > key.Length - at) return null;
        ulong value = 0;
        for (int i = 0; i < length; i++) value = value << 8 | (byte)(key[at++] ^ flip);
        int kept = Math.Min(63, 7 * length - 1); // bits that are not the length
        value &= (1ul << kept) - 1;
        return negative ? ~(long)value : (long)value;
    }
}
