using Graft.Data;

namespace Graft.Attribution;

/// <summary>
/// Covers one place after the other and looks how far the score falls (Zeiler and Fergus 2014). It needs nothing of the model but its outputs, so it works for any ONNX
/// model; a pixel's value is the mean over the windows that cover it.
/// </summary>
public static class Occlusion
{
    private const int BatchSize = 16;

    /// <summary>Maps the fall of a score.</summary>
    /// <param name="input">One example, not changed.</param>
    /// <param name="size">Its rows and columns.</param>
    /// <param name="layout">Order of its dimensions.</param>
    /// <param name="baseline">What a covered pixel is: one value per channel.</param>
    /// <param name="window">What is covered at a time.</param>
    /// <param name="score">Scores of a batch: (values of so many examples one after the other, how many) to one score each.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>One value per pixel, row by row.</returns>
    public static float[] Map(ReadOnlySpan<float> input, ImageSize size, TensorLayout layout, IReadOnlyList<float> baseline, OcclusionWindow window, Func<Memory<float>, int, double[]> score, CancellationToken cancel = default)
    {
        double whole = score(input.ToArray(), 1)[0];
        double[] sum = new double[size.Height * size.Width];
        int[] covered = new int[sum.Length];
        float[] batch = new float[BatchSize * input.Length];
        foreach ((Range Rows, Range Columns)[] places in window.Places(size.Height, size.Width).Chunk(BatchSize))
        {
            cancel.ThrowIfCancellationRequested();
            for (int i = 0; i < places.Length; i++)
            {
                Span<float> example = batch.AsSpan(i * input.Length, input.Length);
                input.CopyTo(example);
                Cover(example, size, layout, baseline, places[i]);
            }
            double[] scores = score(batch.AsMemory(0, places.Length * input.Length), places.Length);
            for (int i = 0; i < places.Length; i++) Add(sum, covered, size, places[i], whole - scores[i]);
        }
        return [.. sum.Zip(covered, (s, n) => n == 0 ? 0 : (float)(s / n))];
    }

    private static void Cover(Span<float> example, ImageSize size, TensorLayout layout, IReadOnlyList<float> baseline, (Range Rows, Range Columns) place)
    {
        int channels = baseline.Count;
        (int from, int to) = (place.Columns.Start.Value, place.Columns.End.Value);
        for (int y = place.Rows.Start.Value; y < place.Rows.End.Value; y++)
            for (int c = 0; c < channels; c++)
            {
                if (layout == TensorLayout.Nchw) example.Slice((((c * size.Height) + y) * size.Width) + from, to - from).Fill(baseline[c]);
                else for (int x = from; x < to; x++) example[(((y * size.Width) + x) * channels) + c] = baseline[c];
            }
    }

    private static void Add(double[] sum, int[] covered, ImageSize size, (Range Rows, Range Columns) place, double fall)
    {
        for (int y = place.Rows.Start.Value; y < place.Rows.End.Value; y++)
            for (int x = place.Columns.Start.Value; x < place.Columns.End.Value; x++)
            {
                sum[(y * size.Width) + x] += fall;
                covered[(y * size.Width) + x]++;
            }
    }
}
