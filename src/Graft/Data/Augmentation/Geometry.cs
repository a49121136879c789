using Graft.Data.Images;

namespace Graft.Data.Augmentation;

/// <summary>Maps output pixel centres to input: x_in = A (x + .5) + B (y + .5) + C, y_in = D (x + .5) + E (y + .5) + F.</summary>
internal readonly record struct AffineMap(double A, double B, double C, double D, double E, double F)
{
    public static AffineMap ShearX(double magnitude) => new(1, magnitude, 0, 0, 1, 0);

    public static AffineMap ShearY(double magnitude) => new(1, 0, 0, magnitude, 1, 0);

    public static AffineMap TranslateX(double pixels) => new(1, 0, -Math.Truncate(pixels), 0, 1, 0);

    public static AffineMap TranslateY(double pixels) => new(1, 0, 0, 0, 1, -Math.Truncate(pixels));

    /// <summary>Counter-clockwise about the middle of a picture.</summary>
    public static AffineMap Rotate(double degrees, int width, int height)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        (double x, double y) = (width / 2.0, height / 2.0);
        return new(cos, -sin, x - (cos * x) + (sin * y), sin, cos, y - (sin * x) - (cos * y));
    }
}

/// <summary>Shears, shifts, turns and flips a picture, keeping its size; what comes from outside is black.</summary>
internal static class Geometry
{
    public static Image Transform(Image image, AffineMap map, Interpolation interpolation)
    {
        Image result = Image.Blank(image.Width, image.Height);
        for (int y = 0, to = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++, to += 3)
            {
                double fromX = (map.A * (x + 0.5)) + (map.B * (y + 0.5)) + map.C, fromY = (map.D * (x + 0.5)) + (map.E * (y + 0.5)) + map.F;
                if (fromX < 0 || fromX >= image.Width || fromY < 0 || fromY >= image.Height) continue;
                Span<byte> pixel = result.Rgb.AsSpan(to, 3);
                if (interpolation == Interpolation.Nearest) At(image, (int)fromX, (int)fromY).CopyTo(pixel);
                else Bilinear(image, fromX - 0.5, fromY - 0.5, pixel);
            }
        }
        return result;
    }

    public static Image FlipHorizontally(Image image)
    {
        Image result = Image.Blank(image.Width, image.Height);
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++) At(image, image.Width - 1 - x, y).CopyTo(result.Rgb.AsSpan(((y * image.Width) + x) * 3));
        }
        return result;
    }

    private static ReadOnlySpan<byte> At(Image image, int x, int y) => image.Rgb.AsSpan(((y * image.Width) + x) * 3, 3);

    /// <summary>Truncated, not rounded, as Pillow does.</summary>
    private static void Bilinear(Image image, double x, double y, Span<byte> to)
    {
        (int left, int top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        (double dx, double dy) = (x - left, y - top);
        (int right, int bottom) = (Math.Min(left + 1, image.Width - 1), Math.Min(top + 1, image.Height - 1));
        (left, top) = (Math.Max(left, 0), Math.Max(top, 0));
        ReadOnlySpan<byte> a = At(image, left, top), b = At(image, right, top), c = At(image, left, bottom), d = At(image, right, bottom);
        for (int i = 0; i < 3; i++)
        {
            double upper = a[i] + ((b[i] - a[i]) * dx), lower = c[i] + ((d[i] - c[i]) * dx);
            to[i] = (byte)(upper + ((lower - upper) * dy));
        }
    }
}
