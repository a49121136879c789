using System.Runtime.Intrinsics;

namespace Graft.Data.Images;

/// <summary>The pass along the rows: each output pixel is a weighted sum of neighbours in its row.</summary>
internal static class HorizontalResampling
{
    private const int Half = 1 << (ResamplingWeights.FractionBits - 1);

    // Byte shuffles that spread the n-th pixel of a load into three 32-bit lanes.
    private static readonly Vector128<byte> Pixel0 = Spread(0), Pixel1 = Spread(3), Pixel2 = Spread(6), Pixel3 = Spread(9);
    private static readonly Vector128<byte> Gather = Vector128.Create((byte)0, 4, 8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255);

    public static void Run(PixelView source, ResamplingWeights weights, Target to)
    {
        for (int y = 0; y < source.Height; y++)
        {
            ReadOnlySpan<byte> from = source.From(y);
            Span<byte> row = to.From(y);
            for (int x = 0; x < weights.Count; x++) Pixel(from[(weights.Start(x) * 3)..], weights.Run(x), row.Slice(x * 3, 3));
        }
    }

    private static void Pixel(ReadOnlySpan<byte> from, ReadOnlySpan<int> run, Span<byte> to)
    {
        Vector128<int> sum = Vector128.Create(Half);
        int t = 0;
        for (; t + 4 <= run.Length && from.Length >= 16; t += 4, from = from[12..])
        {
            Vector128<byte> pixels = Vector128.Create(from);
            Vector128<int> first = (Vector128.Shuffle(pixels, Pixel0).AsInt32() * run[t]) + (Vector128.Shuffle(pixels, Pixel1).AsInt32() * run[t + 1]);
            Vector128<int> second = (Vector128.Shuffle(pixels, Pixel2).AsInt32() * run[t + 2]) + (Vector128.Shuffle(pixels, Pixel3).AsInt32() * run[t + 3]);
            sum += first + second;
        }
        for (; t < run.Length; t++, from = from[3..]) sum += Vector128.Create(from[0], from[1], from[2], 0) * run[t];
        Vector128<int> value = Vector128.Min(Vector128.Max(sum >> ResamplingWeights.FractionBits, Vector128<int>.Zero), Vector128.Create(255));
        uint packed = Vector128.Shuffle(value.AsByte(), Gather).AsUInt32().ToScalar();
        (to[0], to[1], to[2]) = ((byte)packed, (byte)(packed >> 8), (byte)(packed >> 16));
    }

    private static Vector128<byte> Spread(byte at) =>
        Vector128.Create(at, 255, 255, 255, (byte)(at + 1), 255, 255, 255, (byte)(at + 2), 255, 255, 255, 255, 255, 255, 255);
}
