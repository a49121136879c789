namespace Graft.Data.Augmentation;

/// <summary>Mixes each example of a batch with the one before it; the first with the last. Labels are rows of class probabilities.</summary>
public static class Mixing
{
    /// <summary>MixUp (Zhang et al. 2018): lambda x + (1 - lambda) x of the neighbour, for inputs and for labels.</summary>
    /// <param name="batch">(examples, anything), float32.</param>
    /// <param name="examples">How many examples the batch has.</param>
    /// <param name="lambda">Share of the example itself, 0 to 1.</param>
    public static float[] MixUp(ReadOnlySpan<float> batch, int examples, float lambda)
    {
        float[] mixed = new float[batch.Length];
        int length = batch.Length / examples;
        for (int i = 0; i < batch.Length; i++) mixed[i] = (lambda * batch[i]) + ((1 - lambda) * batch[Neighbour(i, length, batch.Length)]);
        return mixed;
    }

    /// <summary>CutMix (Yun et al. 2019): pastes a box of the neighbour.</summary>
    /// <param name="batch">(examples, channels, height, width).</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="examples">How many examples the batch has.</param>
    /// <param name="lambda">Share of the example itself that is aimed at, 0 to 1.</param>
    /// <param name="centreX">Column of the box's middle.</param>
    /// <param name="centreY">Row of the box's middle.</param>
    /// <returns>The mixed batch, and the share that the example itself really keeps: mix the labels by it.</returns>
    public static (float[] Batch, float Lambda) CutMix(ReadOnlySpan<float> batch, int examples, int height, int width, double lambda, int centreX, int centreY)
    {
        double half = 0.5 * Math.Sqrt(1 - lambda);
        (int halfWidth, int halfHeight) = ((int)(half * width), (int)(half * height));
        (int left, int right) = (Math.Max(centreX - halfWidth, 0), Math.Min(centreX + halfWidth, width));
        (int top, int bottom) = (Math.Max(centreY - halfHeight, 0), Math.Min(centreY + halfHeight, height));
        float[] mixed = batch.ToArray();
        int length = batch.Length / examples;
        for (int plane = 0; plane < batch.Length; plane += height * width)
        {
            for (int y = top; y < bottom; y++)
            {
                int start = plane + (y * width);
                batch.Slice(Neighbour(start + left, length, batch.Length), right - left).CopyTo(mixed.AsSpan(start + left));
            }
        }
        return (mixed, (float)(1 - ((double)(right - left) * (bottom - top) / (width * height))));
    }

    private static int Neighbour(int i, int length, int total) => i < length ? i + total - length : i - length;
}
