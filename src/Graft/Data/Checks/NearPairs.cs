using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace Graft.Data.Checks;

/// <summary>Pairs of photos that are nearly the same.</summary>
public static class NearPairs
{
    private const int Side = 32;

    /// <summary>
    /// By hash, then confirmed by the correlation of the thumbnails, both also with one of the two mirrored. Blank photos hash alike and say nothing: they are left out.
    /// N squared comparisons of 64 bits.
    /// </summary>
    internal static IReadOnlyList<(int A, int B)> ByHash(IReadOnlyList<PixelFacts?> photos, CheckOptions options)
    {
        int[] rows = [.. Enumerable.Range(0, photos.Count).Where(i => photos[i] is { } p && p.Contrast >= options.BlankContrast)];
        PixelFacts[] facts = [.. rows.Select(i => photos[i]!)];
        ConcurrentBag<(int, int)> pairs = [];
        Parallel.For(0, rows.Length, i =>
        {
            for (int j = i + 1; j < rows.Length; j++)
                if (Near(facts[i], facts[j], mirrored: false, options) || Near(facts[i], facts[j], mirrored: true, options)) pairs.Add((rows[i], rows[j]));
        });
        return [.. pairs.Order()];
    }

    /// <summary>By the cosine of features, each less the mean of all.</summary>
    /// <param name="features">N rows.</param>
    /// <param name="width">Values per row.</param>
    /// <param name="least">Cosine from which on two are near.</param>
    public static IReadOnlyList<(int A, int B, double Cosine)> ByFeatures(float[] features, int width, double least)
    {
        float[] unit = UnitRows(features, width);
        int count = unit.Length / width;
        ConcurrentBag<(int, int, double)> pairs = [];
        Parallel.For(0, count, i =>
        {
            ReadOnlySpan<float> row = unit.AsSpan(i * width, width);
            for (int j = i + 1; j < count; j++)
                if (TensorPrimitives.Dot(row, unit.AsSpan(j * width, width)) is float cosine && cosine >= least) pairs.Add((i, j, cosine));
        });
        return [.. pairs.Order()];
    }

    /// <summary>Rows less their mean, at unit length.</summary>
    internal static float[] UnitRows(float[] features, int width)
    {
        float[] mean = new float[width], unit = [.. features];
        int count = features.Length / width;
        for (int i = 0; i < count; i++) TensorPrimitives.Add(mean, features.AsSpan(i * width, width), mean);
        TensorPrimitives.Divide(mean, count, mean);
        for (int i = 0; i < count; i++)
        {
            Span<float> row = unit.AsSpan(i * width, width);
            TensorPrimitives.Subtract(row, mean, row);
            TensorPrimitives.Divide(row, Math.Max(TensorPrimitives.Norm<float>(row), 1e-20f), row);
        }
        return unit;
    }

    private static bool Near(PixelFacts a, PixelFacts b, bool mirrored, CheckOptions options) =>
        a.Hash.Distance(mirrored ? b.Mirrored : b.Hash) <= options.HashDistance && GreyThumbnail.Correlation(a.Thumbnail, b.Thumbnail, Side, mirrored) >= options.ThumbnailCorrelation;
}
