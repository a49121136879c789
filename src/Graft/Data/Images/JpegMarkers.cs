using System.Buffers.Binary;

namespace Graft.Data.Images;

/// <summary>The markers of a JPEG file (ISO 10918-1, annex B).</summary>
internal static class JpegMarkers
{
    private const byte StartOfScan = 0xDA;

    /// <summary>Whether the picture ends with its end marker. In compressed data 0xFF is always escaped, so the marker can only be a real one.</summary>
    public static bool HasEnd(ReadOnlySpan<byte> bytes)
    {
        int scan = Find(bytes, marker => marker == StartOfScan);
        return scan >= 0 && bytes[scan..].LastIndexOf<byte>([0xFF, 0xD9]) >= 0;
    }

    /// <summary>Width and height as the frame header tells them, or null where there is none.</summary>
    public static ImageHeader? Size(ReadOnlySpan<byte> bytes)
    {
        int frame = Find(bytes, IsFrame);
        return frame < 0 || frame + 9 > bytes.Length ? null
            : new(BinaryPrimitives.ReadUInt16BigEndian(bytes[(frame + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(frame + 5)..]));
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>The position of the first wanted marker's 0xFF before the compressed data, or -1.</summary>
    private static int Find(ReadOnlySpan<byte> bytes, Predicate<byte> wanted)
    {
        int at = 2;
        while (at + 4 <= bytes.Length)
        {
            byte marker = bytes[at + 1];
            if (bytes[at] != 0xFF || marker == 0xFF)
            {
                at++;           // stray bytes and padding between segments, which decoders pass over
                continue;
            }
            if (wanted(marker)) return at;
            if (marker == StartOfScan) return -1;
            at += 2 + (IsAlone(marker) ? 0 : BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]));
        }
        return -1;
    }

    private static bool IsAlone(byte marker) => marker is 0x01 or (>= 0xD0 and <= 0xD8);
}
