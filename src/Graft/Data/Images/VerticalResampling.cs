using System.Runtime.Intrinsics;

namespace Graft.Data.Images;

/// <summary>The pass along the columns: each output row is a weighted sum of input rows.</summary>
internal static class VerticalResampling
{
    private const int Half = 1 << (ResamplingWeights.FractionBits - 1);
    private const int Block = 16;

    /// <param name="source">The input from row <paramref name="first"/> on.</param>
    /// <param name="weights">Weights that count rows from the start of the whole input.</param>
    /// <param name="first">Which row of the whole input the source starts with.</param>
    /// <param name="to">Output rows.</param>
    public static void Run(PixelView source, ResamplingWeights weights, int first, Target to)
    {
        int width = source.Width * 3;
        for (int y = 0; y < weights.Count; y++)
        {
            ReadOnlySpan<byte> from = source.From(weights.Start(y) - first);
            ReadOnlySpan<int> run = weights.Run(y);
            Span<byte> row = to.From(y)[..width];
            int x = 0;
            for (; x + Block <= width; x += Block) Sum(from[x..], source.Stride, run).CopyTo(row[x..]);
            for (; x < width; x++) row[x] = SumOne(from[x..], source.Stride, run);
        }
    }

    private static Vector128<byte> Sum(ReadOnlySpan<byte> from, int stride, ReadOnlySpan<int> run)
    {
        Vector256<int> low = Vector256.Create(Half), high = low;
        for (int t = 0; t < run.Length; t++)
        {
            Vector256<ushort> values = Vector256.WidenLower(Vector128.Create(from[(t * stride)..]).ToVector256Unsafe());
            (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(values);
            low += lower.AsInt32() * run[t];
            high += upper.AsInt32() * run[t];
        }
        return Vector128.Narrow(Clip(low), Clip(high));
    }

    private static Vector128<ushort> Clip(Vector256<int> sum)
    {
        Vector256<int> value = Vector256.Min(Vector256.Max(sum >> ResamplingWeights.FractionBits, Vector256<int>.Zero), Vector256.Create(255));
        return Vector128.Narrow(value.GetLower(), value.GetUpper()).AsUInt16();
    }

    private static byte SumOne(ReadOnlySpan<byte> from, int stride, ReadOnlySpan<int> run)
    {
        int sum = Half;
        for (int t = 0; t < run.Length; t++) sum += from[t * stride] * run[t];
        return (byte)Math.Clamp(sum >> ResamplingWeights.FractionBits, 0, 255);
    }
}
