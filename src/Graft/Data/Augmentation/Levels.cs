using Graft.Data.Images;

namespace Graft.Data.Augmentation;

/// <summary>Operations that replace each level by another.</summary>
internal static class Levels
{
    public static Image Posterize(Image image, int bits) => Colours.Map(image, v => (byte)(v & ~((1 << (8 - bits)) - 1)));

    public static Image Solarize(Image image, double threshold) => Colours.Map(image, v => v < threshold ? v : (byte)(255 - v));

    public static Image Invert(Image image) => Colours.Map(image, v => (byte)(255 - v));

    /// <summary>Stretches each channel to 0 to 255.</summary>
    public static Image AutoContrast(Image image) => PerChannel(image, histogram =>
    {
        int low = Array.FindIndex(histogram, n => n > 0), high = Array.FindLastIndex(histogram, n => n > 0);
        double scale = high > low ? 255.0 / (high - low) : 1, offset = high > low ? -low * scale : 0;
        return level => (byte)Math.Clamp((level * scale) + offset, 0, 255);
    });

    /// <summary>Makes each channel's levels equally frequent.</summary>
    public static Image Equalize(Image image) => PerChannel(image, histogram =>
    {
        int step = (histogram.Sum() - histogram[Array.FindLastIndex(histogram, n => n > 0)]) / 255;
        if (step == 0) return level => (byte)level;
        int[] below = new int[256];
        for (int level = 1; level < 256; level++) below[level] = below[level - 1] + histogram[level - 1];
        return level => (byte)Math.Min(((step / 2) + below[level]) / step, 255);
    });

    private static Image PerChannel(Image image, Func<int[], Func<int, byte>> rule)
    {
        byte[] rgb = new byte[image.Rgb.Length];
        for (int channel = 0; channel < 3; channel++)
        {
            int[] histogram = new int[256];
            for (int i = channel; i < rgb.Length; i += 3) histogram[image.Rgb[i]]++;
            byte[] table = [.. Enumerable.Range(0, 256).Select(rule(histogram))];
            for (int i = channel; i < rgb.Length; i += 3) rgb[i] = table[image.Rgb[i]];
        }
        return new(image.Width, image.Height, rgb);
    }
}
