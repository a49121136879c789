using SkiaSharp;

namespace Graft.Data.Images;

/// <summary>Turns a picture upright as its EXIF orientation (1 to 8) says.</summary>
internal static class Orientation
{
    public static Image Upright(Image image, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default) return image;
        bool swapped = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        (int width, int height) = swapped ? (image.Height, image.Width) : (image.Width, image.Height);
        byte[] rgb = new byte[image.Rgb.Length];
        (int first, int alongRow, int alongColumn) = Walk(image.Width, image.Height, origin);
        for (int y = 0, to = 0; y < height; y++)
        {
            int from = first + (y * alongColumn);
            for (int x = 0; x < width; x++, to += 3, from += alongRow)
            {
                rgb[to] = image.Rgb[from];
                rgb[to + 1] = image.Rgb[from + 1];
                rgb[to + 2] = image.Rgb[from + 2];
            }
        }
        return new(width, height, rgb, image.Format);
    }

    /// <summary>Where in the stored bytes the upright picture starts, and how far the next pixel of its row and of its column are.</summary>
    private static (int First, int AlongRow, int AlongColumn) Walk(int width, int height, SKEncodedOrigin origin)
    {
        int right = 3, down = width * 3;
        int lastColumn = (width - 1) * right, lastRow = (height - 1) * down;
        return origin switch
        {
            SKEncodedOrigin.TopRight => (lastColumn, -right, down),
            SKEncodedOrigin.BottomRight => (lastColumn + lastRow, -right, -down),
            SKEncodedOrigin.BottomLeft => (lastRow, right, -down),
            SKEncodedOrigin.LeftTop => (0, down, right),
            SKEncodedOrigin.RightTop => (lastRow, -down, right),
            SKEncodedOrigin.RightBottom => (lastRow + lastColumn, -down, -right),
            SKEncodedOrigin.LeftBottom => (lastColumn, down, -right),
            _ => (0, right, down),
        };
    }
}
