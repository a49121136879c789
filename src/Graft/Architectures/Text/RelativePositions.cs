using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>
/// Buckets of relative positions. The bucket of every distance is computed here, once, in the float32 arithmetic of the published code, and stands in the
/// graph as a table of integers: a logarithm computed by another engine could round a distance into the neighbouring bucket.
/// </summary>
internal static class RelativePositions
{
    /// <summary>T5's buckets (Raffel et al. 2019, arXiv:1910.10683), as MPNet uses them: the table from distance -(reach-1) to reach-1 of key minus query.</summary>
    public static long[] T5Buckets(int reach, int buckets) => Table(reach, distance => T5Bucket(distance, buckets / 2));

    /// <summary>DeBERTa's rows: the bucket of query minus key, in steps of one near by and of growing size further away, moved into 0 to 2 * buckets - 1.</summary>
    /// <param name="reach">Distances from here on share the last bucket.</param>
    /// <param name="buckets">Buckets on each side.</param>
    /// <param name="longest">The distance at which the steps end.</param>
    public static long[] DebertaRows(int reach, int buckets, int longest) =>
        Table(reach, distance => Math.Clamp(DebertaBucket(-distance, buckets, longest) + buckets, 0, 2 * buckets - 1));

    /// <summary>The table's entry for each pair of positions: int64 (sequence, sequence).</summary>
    public static Wire Look(TextBuild b, long[] table, string at)
    {
        Wire positions = b.Length.CountUpTo("sequence", b.In($"{at}.positions"));
        Wire distance = positions.Unsqueeze([0], b.In($"{at}.keys")).Subtract(positions.Unsqueeze([1], b.In($"{at}.queries")), b.In($"{at}.distances"));
        long reach = table.Length / 2;
        Wire index = distance.Add(b.Builder.Constant(b.In($"{at}.reach"), TensorData.Scalar(reach)), b.In($"{at}.moved"))
            .ClipLongs(0, table.Length - 1, b.In($"{at}.index"));
        return b.Builder.Constant(b.In($"{at}.table"), TensorData.Longs(table)).Pick(index, 0, b.In(at));
    }

    /// <summary>A bias of the scores (..., sequence, sequence) with padding hidden: (batch, ..., sequence, sequence).</summary>
    public static Wire Hide(TextBuild b, Wire bias, string at)
    {
        Wire hidden = b.Builder.Constant(b.In($"{at}.hidden"), TensorData.Scalar(float.MinValue));
        return b.Visible.Choose(bias, hidden, b.In(at));
    }

    private static long[] Table(int reach, Func<int, int> bucket) => [.. Enumerable.Range(1 - reach, 2 * reach - 1).Select(d => (long)bucket(d))];

    private static int T5Bucket(int distance, int side)
    {
        const int longest = 128;
        int exact = side / 2, far = Math.Abs(distance), offset = distance > 0 ? side : 0;
        if (far < exact) return offset + far;
        float steps = MathF.Log(far / (float)exact) / (float)Math.Log(longest / (double)exact) * (side - exact);
        return offset + Math.Min(exact + (int)steps, side - 1);
    }

    private static int DebertaBucket(int distance, int buckets, int longest)
    {
        int middle = buckets / 2, far = Math.Abs(distance);
        if (far <= middle) return distance;
        float steps = MathF.Ceiling(MathF.Log(far / (float)middle) / MathF.Log((longest - 1) / (float)middle) * (middle - 1));
        return ((int)steps + middle) * Math.Sign(distance);
    }
}
