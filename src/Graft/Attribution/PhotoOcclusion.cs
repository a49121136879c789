using Graft.Bundles;
using Graft.Data;

namespace Graft.Attribution;

/// <summary>Explains what a bundle says of a photo, without libtorch.</summary>
public static class PhotoOcclusion
{
    /// <summary>The name of the method.</summary>
    public const string Method = "occlusion";

    /// <summary>Covers parts of the photo with its own mean colour and maps how far the logarithm of the label's probability falls.</summary>
    /// <param name="predictor">The model.</param>
    /// <param name="path">The photo.</param>
    /// <param name="label">What to explain; null for the predicted label.</param>
    /// <param name="window">What is covered at a time; null for <see cref="OcclusionWindow.For"/>.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="GraftException">The photo can't be read, or the model does not know the label.</exception>
    public static PhotoAttribution Explain(Predictor predictor, string path, string? label = null, OcclusionWindow? window = null, CancellationToken cancel = default)
    {
        Preprocessing preprocessing = predictor.Preprocessing;
        float[] pixels = new float[preprocessing.Length];
        predictor.Preprocessor.Load(path, pixels);
        float[] probabilities = Run(predictor, pixels, 1);
        int target = label is null ? Array.IndexOf(probabilities, probabilities.Max()) : predictor.Labels.ToList().IndexOf(label);
        if (target < 0) throw new UnknownNameException("label", label!, predictor.Labels);
        ImageSize size = preprocessing.Size;
        float[] map = Occlusion.Map(pixels, size, preprocessing.Layout, MeanColour(pixels, preprocessing), window ?? OcclusionWindow.For(size.Height, size.Width), Score, cancel);
        return new(path, predictor.Labels[target], probabilities[target], Method, size, map);

        double[] Score(Memory<float> batch, int count)
        {
            float[] all = Run(predictor, batch, count);
            return [.. Enumerable.Range(0, count).Select(i => Math.Log(Math.Max(all[(i * predictor.Labels.Count) + target], 1e-12)))];
        }
    }

    private static float[] Run(Predictor predictor, Memory<float> pixels, int count) => predictor.Session.Run(pixels, [count, .. predictor.Preprocessing.Shape])[0].ToFloats();

    private static float[] MeanColour(float[] pixels, Preprocessing preprocessing)
    {
        int channels = preprocessing.Channels, each = pixels.Length / channels;
        (int between, int start) = preprocessing.Layout == TensorLayout.Nchw ? (1, each) : (channels, 1);
        return [.. Enumerable.Range(0, channels).Select(c => (float)Enumerable.Range(0, each).Average(i => (double)pixels[(c * start) + (i * between)]))];
    }
}
