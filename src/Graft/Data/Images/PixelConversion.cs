using System.Runtime.Intrinsics;

namespace Graft.Data.Images;

/// <summary>Brings RGBA, as the decoder gives it, to RGB.</summary>
internal static class PixelConversion
{
    private static readonly Vector128<byte> Compact = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);

    /// <summary>Leaves out every fourth byte.</summary>
    public static void DropAlpha(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        int pixel = 0;
        // Sixteen bytes are written of which twelve count, so the last pixels are left to the plain loop.
        for (; (pixel * 3) + 16 <= rgb.Length && (pixel * 4) + 16 <= rgba.Length; pixel += 4)
            Vector128.Shuffle(Vector128.Create(rgba[(pixel * 4)..]), Compact).CopyTo(rgb[(pixel * 3)..]);
        for (; pixel * 3 < rgb.Length; pixel++) rgba.Slice(pixel * 4, 3).CopyTo(rgb[(pixel * 3)..]);
    }

    /// <summary>Puts pixels that are not premultiplied over white, rounded to the nearest level.</summary>
    public static void OnWhite(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        for (int i = 0, o = 0; i < rgba.Length; i += 4, o += 3)
        {
            int alpha = rgba[i + 3];
            for (int c = 0; c < 3; c++) rgb[o + c] = (byte)Over255((rgba[i + c] * alpha) + (255 * (255 - alpha)));
        }
    }

    /// <summary>value / 255 rounded to nearest, for 0 to 65025.</summary>
    private static int Over255(int value)
    {
        int shifted = value + 128;
        return (shifted + (shifted >> 8)) >> 8;
    }
}
