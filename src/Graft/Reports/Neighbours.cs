using System.Numerics.Tensors;
using Graft.Features;

namespace Graft.Reports;

/// <summary>The rows of features that are nearest to another by their cosine.</summary>
internal sealed class Neighbours(FeatureSet features, int[] among)
{
    private readonly float[] _lengths = [.. among.Select(r => TensorPrimitives.Norm(features.Row(r)))];

    /// <summary>The nearest rows and their cosines, the nearest first.</summary>
    public IReadOnlyList<(int Row, double Cosine)> Of(int row, int count)
    {
        ReadOnlySpan<float> query = features.Row(row);
        float length = TensorPrimitives.Norm(query);
        PriorityQueue<int, float> nearest = new();
        for (int i = 0; i < among.Length; i++)
        {
            float cosine = TensorPrimitives.Dot(query, features.Row(among[i])) / Math.Max(float.Epsilon, length * _lengths[i]);
            if (nearest.Count < count) nearest.Enqueue(among[i], cosine);
            else nearest.EnqueueDequeue(among[i], cosine);
        }
        List<(int, double)> found = [];
        while (nearest.TryDequeue(out int near, out float cosine)) found.Insert(0, (near, cosine));
        return found;
    }
}
