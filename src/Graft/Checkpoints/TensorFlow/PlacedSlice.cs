using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>A box of a larger tensor, with its values.</summary>
internal sealed record PlacedSlice(long[] Offset, long[] Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Where a slice lies in a tensor of this shape; null where it leaves it.</summary>
    public static PlacedSlice? Of(long[] shape, BundleSlice slice)
    {
        if (slice.Extents.Count != shape.Length) return null;
        long[] offset = [.. slice.Extents.Select(e => e.Start)], size = [.. slice.Extents.Select((e, axis) => e.Length < 0 ? shape[axis] : e.Length)];
        bool fits = shape.Select((s, axis) => offset[axis] >= 0 && size[axis] >= 0 && offset[axis] <= s - size[axis]).All(f => f);
        return fits ? new(offset, size, default) : null;
    }

    /// <summary>The whole tensor; null where its parts overlap or leave something out.</summary>
    public static TensorData? Join(ElementType type, long[] shape, IReadOnlyList<PlacedSlice> parts)
    {
        long? bytes = Sizes.Bytes(type, shape);
        // The parts are there already: the whole takes as many bytes as they do, not what the index claims.
        if (bytes is null or > int.MaxValue || parts.Sum(p => (long)p.Bytes.Length) != bytes) return null;
        for (int i = 0; i < parts.Count; i++)
            if (parts.Skip(i + 1).Any(parts[i].Overlaps)) return null;
        byte[] whole = new byte[bytes.Value];
        foreach (PlacedSlice part in parts) part.CopyTo(whole, shape, type.Size());
        return new(type, shape, whole);
    }

    private bool Overlaps(PlacedSlice other) =>
        Offset.Select((o, axis) => o < other.Offset[axis] + other.Shape[axis] && other.Offset[axis] < o + Shape[axis]).All(o => o);

    private void CopyTo(Span<byte> whole, long[] shape, int elementSize)
    {
        if (Bytes.Length == 0) return;
        int rank = shape.Length;
        long row = (rank == 0 ? 1 : Shape[^1]) * elementSize;
        long[] at = new long[rank];
        for (long from = 0; from < Bytes.Length; from += row)
        {
            long target = 0;
            for (int axis = 0; axis < rank; axis++) target = target * shape[axis] + Offset[axis] + at[axis];
            Bytes.Span.Slice((int)from, (int)row).CopyTo(whole[(int)(target * elementSize)..]);
            for (int axis = rank - 2; axis >= 0 && ++at[axis] == Shape[axis]; axis--) at[axis] = 0;
        }
    }
}
