using System.Numerics.Tensors;
using Graft.Data.Images;

namespace Graft.Data.Checks;

/// <summary>A photo made small and grey, the way Pillow does both.</summary>
internal static class GreyThumbnail
{
    /// <summary>(height, width), Lanczos.</summary>
    public static byte[] Of(Image image, int width, int height)
    {
        Image small = Resizer.Resize(Grey(image), width, height, Interpolation.Lanczos);
        byte[] grey = new byte[width * height];
        for (int i = 0; i < grey.Length; i++) grey[i] = small.Rgb[3 * i];
        return grey;
    }

    /// <summary>Correlation of two thumbnails, -1 to 1; 0 where one is of one grey.</summary>
    /// <param name="a">(height, width).</param>
    /// <param name="b">(height, width).</param>
    /// <param name="width">Columns.</param>
    /// <param name="mirrored">Whether the second is read from right to left.</param>
    public static double Correlation(byte[] a, byte[] b, int width, bool mirrored)
    {
        float[] x = Centred(a), y = Centred(b);
        if (mirrored) for (int row = 0; row < y.Length; row += width) Array.Reverse(y, row, width);
        double squares = (double)TensorPrimitives.SumOfSquares<float>(x) * TensorPrimitives.SumOfSquares<float>(y);
        return squares == 0 ? 0 : TensorPrimitives.Dot<float>(x, y) / Math.Sqrt(squares);
    }

    /// <summary>Standard deviation of the greys.</summary>
    public static double Contrast(byte[] grey) => Math.Sqrt(TensorPrimitives.SumOfSquares<float>(Centred(grey)) / grey.Length);

    private static float[] Centred(byte[] grey)
    {
        float[] values = [.. grey.Select(g => (float)g)];
        TensorPrimitives.Subtract(values, TensorPrimitives.Sum<float>(values) / values.Length, values);
        return values;
    }

    private static Image Grey(Image image)
    {
        byte[] grey = new byte[image.Rgb.Length];
        for (int i = 0; i < grey.Length; i += 3) grey.AsSpan(i, 3).Fill(Luma.Of(image.Rgb[i], image.Rgb[i + 1], image.Rgb[i + 2]));
        return new(image.Width, image.Height, grey);
    }
}
