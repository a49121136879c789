using Graft.Attribution;
using Graft.Data;
using Graft.Data.Images;
using SkiaSharp;

namespace Graft.Reports;

/// <summary>Small JPEGs of photos.</summary>
internal static class Thumbnail
{
    /// <summary>A JPEG of the whole photo; null where the file is gone or damaged.</summary>
    /// <param name="path">The photo.</param>
    /// <param name="side">Pixels of the longer side, at most.</param>
    /// <param name="mostBytes">Quality is lowered until it fits, down to 25.</param>
    public static byte[]? Of(string path, int side, int mostBytes)
    {
        try
        {
            return Encode(Small(ImageDecoder.Decode(path), side), mostBytes);
        }
        catch (GraftException)
        {
            return null;
        }
    }

    /// <summary>A JPEG of the whole photo with an attribution drawn over it.</summary>
    /// <param name="attribution">Of which photo, and what it rests on.</param>
    /// <param name="preprocessing">What the photo went through before the network.</param>
    /// <param name="side">Pixels of the longer side, at most.</param>
    /// <param name="mostBytes">Quality is lowered until it fits, down to 25.</param>
    /// <exception cref="GraftException">The file is gone or damaged.</exception>
    public static byte[] Of(PhotoAttribution attribution, Preprocessing preprocessing, int side, int mostBytes) =>
        Encode(HeatMap.Draw(ImageDecoder.Decode(attribution.Input), attribution, preprocessing, side), mostBytes);

    private static Image Small(Image photo, int side)
    {
        double scale = Math.Min(1, (double)side / Math.Max(photo.Width, photo.Height));
        return Resizer.Resize(photo, Length(photo.Width, scale), Length(photo.Height, scale), Interpolation.Box);
    }

    private static int Length(int pixels, double scale) => Math.Max(1, (int)Math.Round(pixels * scale));

    private static byte[] Encode(Image photo, int mostBytes)
    {
        using SKBitmap bitmap = Bitmaps.Of(photo);
        byte[] jpeg = [];
        for (int quality = 70; quality >= 25; quality -= 15)
        {
            using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
            jpeg = data.ToArray();
            if (jpeg.Length <= mostBytes) break;
        }
        return jpeg;
    }
}
