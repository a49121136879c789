using Graft.Data.Images;

namespace Graft.Data.Augmentation;

/// <summary>Blends a picture with a plainer version of itself: factor 0 gives the plain one, 1 the picture, more exaggerates.</summary>
internal static class Colours
{
    /// <summary>Colour jitter (Krizhevsky et al. 2012; torchvision's ColorJitter): brightness, contrast, saturation and hue in an order of their own.</summary>
    public static Image Jitter(Image image, SeededRandom random)
    {
        Func<Image, Image>[] changes =
        [
            i => Brightness(i, random.NextDouble(0.6, 1.4)), i => Contrast(i, random.NextDouble(0.6, 1.4)), i => Saturation(i, random.NextDouble(0.6, 1.4)), i => Hue(i, random.NextDouble(-0.1, 0.1)),
        ];
        random.Shuffle<Func<Image, Image>>(changes);
        return changes.Aggregate(image, (changed, change) => change(changed));
    }

    public static Image Brightness(Image image, double factor) => Map(image, v => Blend(0, v, factor));

    public static Image Contrast(Image image, double factor)
    {
        double sum = 0;
        for (int i = 0; i < image.Rgb.Length; i += 3) sum += Luma.Of(image.Rgb[i], image.Rgb[i + 1], image.Rgb[i + 2]);
        int mean = (int)((sum * 3 / image.Rgb.Length) + 0.5);
        return Map(image, v => Blend(mean, v, factor));
    }

    public static Image Saturation(Image image, double factor)
    {
        Image result = Image.Blank(image.Width, image.Height);
        for (int i = 0; i < image.Rgb.Length; i++)
        {
            int pixel = i - (i % 3);
            result.Rgb[i] = Blend(Luma.Of(image.Rgb[pixel], image.Rgb[pixel + 1], image.Rgb[pixel + 2]), image.Rgb[i], factor);
        }
        return result;
    }

    /// <summary>Against a 3 x 3 mean in which the middle counts five times; the outermost pixels stay.</summary>
    public static Image Sharpness(Image image, double factor)
    {
        Image result = new(image.Width, image.Height, [.. image.Rgb]);
        int stride = image.Width * 3;
        for (int y = 1; y < image.Height - 1; y++)
        {
            for (int i = (y * stride) + 3; i < ((y + 1) * stride) - 3; i++) result.Rgb[i] = Blend(Smooth(image.Rgb, i, stride), image.Rgb[i], factor);
        }
        return result;
    }

    /// <summary>Turns the hue, in 8-bit HSV.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="turn">Part of the whole circle, -0.5 to 0.5.</param>
    public static Image Hue(Image image, double turn)
    {
        Image result = Image.Blank(image.Width, image.Height);
        int shift = (int)(255 * turn);
        for (int i = 0; i < image.Rgb.Length; i += 3)
        {
            (byte hue, byte saturation, byte value) = Hsv.Of(image.Rgb[i], image.Rgb[i + 1], image.Rgb[i + 2]);
            (result.Rgb[i], result.Rgb[i + 1], result.Rgb[i + 2]) = Hsv.ToRgb((byte)(hue + shift), saturation, value);
        }
        return result;
    }

    internal static Image Map(Image image, Func<byte, byte> value)
    {
        byte[] table = [.. Enumerable.Range(0, 256).Select(v => value((byte)v))];
        return new(image.Width, image.Height, Array.ConvertAll(image.Rgb, v => table[v]));
    }

    private static byte Blend(int plain, int value, double factor) => (byte)Math.Clamp(plain + (factor * (value - plain)), 0, 255);

    private static int Smooth(byte[] rgb, int i, int stride)
    {
        int sum = (4 * rgb[i]) + 6;
        for (int row = i - stride; row <= i + stride; row += stride) sum += rgb[row - 3] + rgb[row] + rgb[row + 3];
        return sum / 13;
    }
}

/// <summary>Hue, saturation and value in 8 bits each, truncated.</summary>
internal static class Hsv
{
    public static (byte Hue, byte Saturation, byte Value) Of(byte red, byte green, byte blue)
    {
        int high = Math.Max(red, Math.Max(green, blue)), low = Math.Min(red, Math.Min(green, blue));
        double range = high - low;
        if (range == 0) return (0, 0, (byte)high);
        double sixth = red == high ? (green - blue) / range : green == high ? 2 + ((blue - red) / range) : 4 + ((red - green) / range);
        double turn = ((sixth / 6) + 1) % 1;
        return ((byte)Math.Clamp(turn * 255, 0, 255), (byte)(range * 255 / high), (byte)high);
    }

    public static (byte Red, byte Green, byte Blue) ToRgb(byte hue, byte saturation, byte value)
    {
        double sixth = hue * 6.0 / 255, s = saturation / 255.0;
        double rest = sixth - Math.Floor(sixth);
        (byte p, byte q, byte t) = (Round(value * (1 - s)), Round(value * (1 - (s * rest))), Round(value * (1 - (s * (1 - rest)))));
        return ((int)sixth % 6) switch
        {
            0 => (value, t, p),
            1 => (q, value, p),
            2 => (p, value, t),
            3 => (p, q, value),
            4 => (t, p, value),
            _ => (value, p, q),
        };
    }

    private static byte Round(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
