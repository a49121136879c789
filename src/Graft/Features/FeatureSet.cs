using Graft.Data;
using Graft.Graphs;

namespace Graft.Features;

/// <summary>What the trunk puts out for each example. Examples that can't be read have no row and are told.</summary>
/// <param name="Values">N rows of D values, in the order of <paramref name="Rows"/>.</param>
/// <param name="Width">D, the number of values per example.</param>
/// <param name="Rows">Index into the examples that were asked for, ascending.</param>
/// <param name="Skipped">Examples without features, and why.</param>
/// <param name="Remarks">Examples that were used, but are not what their names say.</param>
/// <param name="FromCache">How many rows needed no computation.</param>
public sealed record FeatureSet(float[] Values, int Width, IReadOnlyList<int> Rows, IReadOnlyList<Notice> Skipped, IReadOnlyList<Notice> Remarks, int FromCache)
{
    /// <summary>The features of one row.</summary>
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Width, Width);

    /// <summary>Some rows, in that order.</summary>
    public float[] Select(IReadOnlyList<int> rows)
    {
        float[] selected = new float[rows.Count * Width];
        for (int i = 0; i < rows.Count; i++) Row(rows[i]).CopyTo(selected.AsSpan(i * Width, Width));
        return selected;
    }
}

/// <summary>How far a long piece of work is.</summary>
/// <param name="What">What is being done, such as 'features'.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Cached">Units of those done that were there already, which cost no time.</param>
public readonly record struct WorkProgress(string What, int Done, int Total, int Cached);

/// <summary>The features of one batch as they lie in the cache.</summary>
/// <param name="Values">By tensor name; the first dimension counts the rows.</param>
/// <param name="Faults">For each example of the batch: null, or why it has no row.</param>
/// <param name="Formats">For each example of the batch: what its content is, or null.</param>
internal sealed record FeatureBatch(IReadOnlyDictionary<string, TensorData> Values, IReadOnlyList<string?> Faults, IReadOnlyList<string?> Formats)
{
    /// <summary>Bytes of all tensors.</summary>
    public long ByteCount => Values.Values.Sum(v => v.ByteCount);
}
