using System.Numerics;
using Graft.Data.Images;

namespace Graft.Data.Checks;

/// <summary>64 bits that stay (nearly) the same when a photo is resized or compressed again, as ImageHash computes them.</summary>
/// <param name="Bits">Row by row, the first bit highest.</param>
public readonly record struct PerceptualHash(ulong Bits)
{
    private const int Side = 32, Kept = 8;
    private static readonly double[,] Cosines = Table();

    /// <summary>How many bits differ: 0 to 64. Up to about 10 is likely the same photo.</summary>
    public int Distance(PerceptualHash other) => BitOperations.PopCount(Bits ^ other.Bits);

    /// <summary>pHash (Zauner 2010): which of the 64 lowest frequencies of a 32 x 32 grey picture lie above their median.</summary>
    public static PerceptualHash Of(Image image) => OfFrequencies(Frequencies(GreyThumbnail.Of(image, Side, Side)));

    /// <summary>dHash: in 9 x 8 grey pixels, which are brighter than their left neighbour.</summary>
    public static PerceptualHash Steps(Image image) => Steps(GreyThumbnail.Of(image, 9, 8));

    internal static PerceptualHash Steps(ReadOnlySpan<byte> grey9X8)
    {
        ulong bits = 0;
        for (int y = 0; y < 8; y++)
            for (int x = 1; x < 9; x++) bits = (bits << 1) | (grey9X8[(y * 9) + x] > grey9X8[(y * 9) + x - 1] ? 1UL : 0);
        return new(bits);
    }

    /// <summary>The hash of the frequencies, and that of the picture with left and right exchanged: there the odd horizontal frequencies change sign.</summary>
    internal static (PerceptualHash Plain, PerceptualHash Mirrored) Both(ReadOnlySpan<byte> grey32X32)
    {
        double[] frequencies = Frequencies(grey32X32);
        PerceptualHash plain = OfFrequencies(frequencies);
        for (int i = 1; i < frequencies.Length; i += 2) frequencies[i] = -frequencies[i];
        return (plain, OfFrequencies(frequencies));
    }

    /// <summary>The upper left 8 x 8 of the unnormalised DCT-II, rows being vertical frequencies.</summary>
    private static double[] Frequencies(ReadOnlySpan<byte> grey)
    {
        double[] columns = new double[Kept * Side], frequencies = new double[Kept * Kept];
        for (int v = 0; v < Kept; v++)
            for (int y = 0; y < Side; y++)
                for (int x = 0; x < Side; x++) columns[(v * Side) + x] += Cosines[v, y] * grey[(y * Side) + x];
        for (int v = 0; v < Kept; v++)
            for (int h = 0; h < Kept; h++)
                for (int x = 0; x < Side; x++) frequencies[(v * Kept) + h] += Cosines[h, x] * columns[(v * Side) + x];
        return frequencies;
    }

    private static PerceptualHash OfFrequencies(double[] frequencies)
    {
        double[] sorted = [.. frequencies.Order()];
        double median = (sorted[31] + sorted[32]) / 2;
        ulong bits = 0;
        foreach (double f in frequencies) bits = (bits << 1) | (f > median ? 1UL : 0);
        return new(bits);
    }

    private static double[,] Table()
    {
        double[,] cosines = new double[Kept, Side];
        for (int k = 0; k < Kept; k++)
            for (int n = 0; n < Side; n++) cosines[k, n] = 2 * Math.Cos(Math.PI * k * ((2 * n) + 1) / (2 * Side));
        return cosines;
    }
}
