using Graft.Data;
using Graft.Data.Images;
using SkiaSharp;

namespace Graft.Attribution;

/// <summary>Draws an attribution over the user's own photo: the map is carried back through crop and scaling. What the network never saw is darkened.</summary>
public static class HeatMap
{
    /// <summary>Pixels of the drawing's longer side, at most.</summary>
    private const int MostPixels = 1024;

    /// <summary>Writes a PNG: red speaks for the label, blue against it, the stronger the more.</summary>
    /// <param name="path">The file.</param>
    /// <param name="photo">The photo as it was read.</param>
    /// <param name="attribution">The map.</param>
    /// <param name="preprocessing">What the photo went through before the network.</param>
    /// <exception cref="GraftException">The file can't be written.</exception>
    public static void WritePng(string path, Image photo, PhotoAttribution attribution, Preprocessing preprocessing)
    {
        using SKBitmap bitmap = Bitmaps.Of(Draw(photo, attribution, preprocessing));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        AtomicFile.Write(path, data.SaveTo);
    }

    /// <summary>The photo with the map over it.</summary>
    /// <param name="photo">The photo as it was read.</param>
    /// <param name="attribution">The map.</param>
    /// <param name="preprocessing">What the photo went through before the network.</param>
    /// <param name="mostPixels">Pixels of the drawing's longer side, at most.</param>
    public static Image Draw(Image photo, PhotoAttribution attribution, Preprocessing preprocessing, int mostPixels = MostPixels)
    {
        Framing framing = preprocessing.FramingOf(photo.Width, photo.Height);
        double scale = Math.Min(1, (double)mostPixels / Math.Max(photo.Width, photo.Height));
        Image drawing = Resizer.Resize(photo, Math.Max(1, (int)(photo.Width * scale)), Math.Max(1, (int)(photo.Height * scale)), Interpolation.Box);
        float most = Math.Max(attribution.Values.Max(Math.Abs), float.Epsilon);
        for (int y = 0, at = 0; y < drawing.Height; y++)
            for (int x = 0; x < drawing.Width; x++, at += 3)
            {
                double column = ((x + 0.5) / drawing.Width * framing.Width) - framing.Left, row = ((y + 0.5) / drawing.Height * framing.Height) - framing.Top;
                bool seen = column >= 0 && row >= 0 && column < framing.WindowWidth && row < framing.WindowHeight;
                Paint(drawing.Rgb.AsSpan(at, 3), seen ? Between(attribution, column - 0.5, row - 0.5) / most : null);
            }
        return drawing;
    }

    /// <summary>Colours a pixel by a value of -1 to 1; null is what the network did not see.</summary>
    private static void Paint(Span<byte> pixel, double? value)
    {
        double grey = (0.299 * pixel[0]) + (0.587 * pixel[1]) + (0.114 * pixel[2]), strength = Math.Min(1, Math.Abs(value ?? 0)) * 0.75;
        ReadOnlySpan<double> colour = value < 0 ? [20, 90, 230] : [235, 40, 20];
        for (int c = 0; c < 3; c++)
        {
            double under = value is null ? 0.35 * grey : (0.5 * grey) + (0.5 * pixel[c]);
            pixel[c] = (byte)Math.Clamp(((1 - strength) * under) + (strength * colour[c]), 0, 255);
        }
    }

    private static double Between(PhotoAttribution map, double x, double y)
    {
        int left = Math.Clamp((int)Math.Floor(x), 0, map.Size.Width - 1), top = Math.Clamp((int)Math.Floor(y), 0, map.Size.Height - 1);
        int right = Math.Min(left + 1, map.Size.Width - 1), bottom = Math.Min(top + 1, map.Size.Height - 1);
        double u = Math.Clamp(x - left, 0, 1), v = Math.Clamp(y - top, 0, 1);
        float At(int row, int column) => map.Values[(row * map.Size.Width) + column];
        return ((1 - v) * (((1 - u) * At(top, left)) + (u * At(top, right)))) + (v * (((1 - u) * At(bottom, left)) + (u * At(bottom, right))));
    }
}
