using SkiaSharp;

namespace Graft.Data.Images;

/// <summary>From our pictures to those of the drawing library.</summary>
internal static class Bitmaps
{
    /// <summary>A copy of the pixels.</summary>
    public static SKBitmap Of(Image image)
    {
        SKBitmap bitmap = new(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Span<byte> to = bitmap.GetPixelSpan();
        for (int from = 0, at = 0; from < image.Rgb.Length; from += 3, at += 4)
        {
            image.Rgb.AsSpan(from, 3).CopyTo(to[at..]);
            to[at + 3] = byte.MaxValue;
        }
        return bitmap;
    }
}
