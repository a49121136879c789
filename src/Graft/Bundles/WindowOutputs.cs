using System.Numerics.Tensors;
using Graft.Data.Texts;

namespace Graft.Bundles;

/// <summary>One answer out of those of a text's windows: the mean of logits, numbers or embeddings. A linear head on the mean of the windows' features says just the same.</summary>
internal static class WindowOutputs
{
    private const double Least = 1e-38; // what a float can hold

    public static float[] Mean(TextTask task, IReadOnlyList<float[]> windows) => windows.Count == 1 ? windows[0] : task switch
    {
        TextTask.Classification => Softmax(MeanOf(windows, p => Math.Log(Math.Max(p, Least)))), // logits but for a constant, which softmax does not see
        TextTask.MultiLabel => [.. MeanOf(windows, p => Math.Log(Math.Max(p, Least)) - Math.Log(Math.Max(1 - p, Least))).Select(x => (float)(1 / (1 + Math.Exp(-x))))],
        TextTask.Similarity => Unit([.. MeanOf(windows, v => v).Select(v => (float)v)]),
        _ => [.. MeanOf(windows, v => v).Select(v => (float)v)],
    };

    private static double[] MeanOf(IReadOnlyList<float[]> windows, Func<double, double> of) => [.. windows[0].Select((_, k) => windows.Average(w => of(w[k])))];

    private static float[] Softmax(double[] logits)
    {
        double[] powers = [.. logits.Select(x => Math.Exp(x - logits.Max()))];
        return [.. powers.Select(p => (float)(p / powers.Sum()))];
    }

    private static float[] Unit(float[] vector)
    {
        float length = TensorPrimitives.Norm(vector);
        if (length > 0) TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }
}
