using System.Numerics;
using System.Runtime.InteropServices;

namespace Graft.Checkpoints;

/// <summary>The Castagnoli checksum, masked as LevelDB and TensorFlow store it (core/lib/hash/crc32c.h), so that a checksum of checksums means something.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>The masked checksum of bytes that follow one another.</summary>
    public static uint Masked(params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        uint crc = uint.MaxValue;
        foreach (ReadOnlyMemory<byte> part in parts) crc = Append(crc, part.Span);
        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + MaskDelta;
    }

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, rest);
        return crc;
    }
}
