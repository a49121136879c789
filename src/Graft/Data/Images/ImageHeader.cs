using System.Buffers.Binary;

namespace Graft.Data.Images;

/// <summary>Reads the size that the bytes of a file claim, or null where the header makes no sense.</summary>
internal delegate ImageHeader? HeaderReader(ReadOnlySpan<byte> bytes);

/// <summary>The size that an image file claims, read from its first bytes without decoding anything.</summary>
internal readonly record struct ImageHeader(int Width, int Height)
{
    public static ImageHeader? Png(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 24 ? null : new(BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]));

    public static ImageHeader? Gif(ReadOnlySpan<byte> bytes) => bytes.Length < 10 ? null : new(Short(bytes, 6), Short(bytes, 8));

    public static ImageHeader? Bmp(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 26) return null;
        bool old = BinaryPrimitives.ReadInt32LittleEndian(bytes[14..]) == 12;
        int width = old ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]) : BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]);
        int height = old ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]) : BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]);
        return height == int.MinValue ? null : new(width, Math.Abs(height));        // negative: rows from the top
    }

    public static ImageHeader? WebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30) return null;
        uint packed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
        ReadOnlySpan<byte> chunk = bytes.Slice(12, 4);
        if (chunk.SequenceEqual("VP8 "u8)) return new(Short(bytes, 26) & 0x3FFF, Short(bytes, 28) & 0x3FFF);
        if (chunk.SequenceEqual("VP8L"u8)) return new((int)(packed & 0x3FFF) + 1, (int)((packed >> 14) & 0x3FFF) + 1);
        return chunk.SequenceEqual("VP8X"u8) ? new(Triple(bytes, 24) + 1, Triple(bytes, 27) + 1) : null;
    }

    /// <summary>Whether there is anything to decode.</summary>
    public bool IsPossible => Width > 0 && Height > 0;

    /// <summary>Pixels.</summary>
    public long Pixels => (long)Width * Height;

    private static int Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static int Triple(ReadOnlySpan<byte> bytes, int at) => bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
}
