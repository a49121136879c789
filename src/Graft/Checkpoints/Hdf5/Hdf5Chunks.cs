using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>A data set in chunks: boxes of one shape, each stored on its own and perhaps compressed.</summary>
internal static class Hdf5Chunks
{
    private const int SingleChunk = 1, Implicit = 2;
    private const int MostRatio = 100; // no weights pack better
    private const long SmallSize = 1 << 20;

    public static ReadOnlyMemory<byte> Read(Hdf5Dataset set, int version, long bytes)
    {
        int rank = set.Shape.Length;
        (long[] box, IEnumerable<Chunk> chunks) = version == 3 ? Old(set, rank) : New(set, rank);
        long size = Sizes.Bytes(set.Type.Element!.Value, box) is { } boxBytes and > 0 and <= int.MaxValue ? boxBytes : throw set.File.Fail($"the chunks of '{set.Path}' have no sensible size");
        List<Chunk> all = [.. chunks.Take((int)Math.Min(int.MaxValue - 1, CountOf(set.Shape, box) + 1))];
        if (all.Count != CountOf(set.Shape, box)) throw set.File.Fail($"'{set.Path}' {TensorData.Describe(set.Shape)} needs {CountOf(set.Shape, box)} chunks, {all.Count} are stored");
        long packed = all.Sum(c => Math.Clamp(c.Size, 0, int.MaxValue));
        if (bytes > SmallSize && bytes / MostRatio > packed) throw set.File.Fail($"'{set.Path}' says that it has {bytes} bytes, of which {packed} are stored");
        return Unpack(set, box, size, all, bytes);
    }

    private readonly record struct Chunk(long[] Offset, long Address, long Size, uint SkippedFilters);

    private static byte[] Unpack(Hdf5Dataset set, long[] box, long size, List<Chunk> chunks, long bytes)
    {
        if (bytes > int.MaxValue) throw set.File.Fail($"'{set.Path}' has {bytes} bytes, which is more than the 2 GB that one tensor may have here");
        Hdf5Filters filters = Hdf5Filters.Of(set);
        byte[] whole = new byte[bytes];
        HashSet<string> seen = [];
        foreach (Chunk chunk in chunks)
        {
            if (!IsInside(chunk.Offset, set.Shape, box) || !seen.Add(TensorData.Describe(chunk.Offset))) throw set.File.Fail($"a chunk of '{set.Path}' lies outside it, or stands twice");
            ReadOnlyMemory<byte> stored = set.File.Bytes(chunk.Address, chunk.Size, $"a chunk of '{set.Path}'");
            Place(filters.Undo(stored, size, chunk.SkippedFilters).Span, box, chunk.Offset, set.Shape, set.Type.Size, whole);
        }
        return whole;
    }

    /// <summary>Copies a box, less what hangs over the edge, row by row of the last axis.</summary>
    private static void Place(ReadOnlySpan<byte> from, long[] box, long[] offset, long[] shape, int elementSize, Span<byte> to)
    {
        int rank = shape.Length;
        if (rank == 0)
        {
            from.CopyTo(to);
            return;
        }
        long row = Math.Min(box[^1], shape[^1] - offset[^1]) * elementSize;
        long[] at = new long[rank];
        do
        {
            long source = 0, target = 0;
            for (int axis = 0; axis < rank; axis++) (source, target) = (source * box[axis] + at[axis], target * shape[axis] + offset[axis] + at[axis]);
            from.Slice((int)(source * elementSize), (int)row).CopyTo(to[(int)(target * elementSize)..]);
        }
        while (Advance(at, box, offset, shape));
    }

    private static bool Advance(long[] at, long[] box, long[] offset, long[] shape)
    {
        for (int axis = at.Length - 2; axis >= 0; axis--)
        {
            if (++at[axis] < Math.Min(box[axis], shape[axis] - offset[axis])) return true;
            at[axis] = 0;
        }
        return false;
    }

    private static (long[], IEnumerable<Chunk>) Old(Hdf5Dataset set, int rank)
    {
        int dimensions = set.Layout.U8() - 1;
        long tree = set.Layout.I64();
        long[] box = Box(set, rank, dimensions, () => set.Layout.U32());
        return (box, tree == -1 ? [] : Hdf5Tree.Leaves(set.File, tree, type: 1, keySize: 8 + 8 * (rank + 1)).Select(leaf =>
        {
            long size = leaf.Key.U32();
            uint skipped = leaf.Key.U32();
            return new Chunk([.. Enumerable.Range(0, rank).Select(_ => leaf.Key.I64())], leaf.Child, size, skipped);
        }));
    }

    /// <summary>The newest layout, as far as one chunk, or chunks one behind the other.</summary>
    private static (long[], IEnumerable<Chunk>) New(Hdf5Dataset set, int rank)
    {
        int flags = set.Layout.U8(), dimensions = set.Layout.U8() - 1, width = set.Layout.U8();
        if (width is < 1 or > 8) throw set.File.Fail($"the chunks of '{set.Path}' are damaged");
        long[] box = Box(set, rank, dimensions, () => set.Layout.Number(width));
        set.Layout.Skip(width); // the size of an element
        int index = set.Layout.U8();
        long size = Sizes.Bytes(set.Type.Element!.Value, box) ?? 0;
        if (index is not (SingleChunk or Implicit)) throw set.File.Fail($"the chunks of '{set.Path}' are found by an index that Graft does not read. Save the file with h5py's own settings (without libver='latest')");
        (long stored, uint skipped) = index == SingleChunk && (flags & 2) != 0 ? (set.Layout.I64(), set.Layout.U32()) : (size, 0u);
        long start = set.Layout.I64();
        if (start == -1) throw set.File.Fail($"'{set.Path}' is declared, but its numbers are not stored");
        return (box, Offsets(set.Shape, box).Select((offset, i) => new Chunk(offset, start + i * size, stored, skipped)));
    }

    private static long[] Box(Hdf5Dataset set, int rank, int dimensions, Func<long> next)
    {
        if (dimensions != rank) throw set.File.Fail($"the chunks of '{set.Path}' have {dimensions} dimensions, the data set has {rank}");
        long[] box = [.. Enumerable.Range(0, rank).Select(_ => next())];
        return box.All(b => b > 0) ? box : throw set.File.Fail($"a chunk of '{set.Path}' has no extent");
    }

    private static IEnumerable<long[]> Offsets(long[] shape, long[] box)
    {
        long[] at = new long[shape.Length];
        while (true)
        {
            yield return [.. at];
            int axis = shape.Length - 1;
            while (axis >= 0 && (at[axis] += box[axis]) >= shape[axis]) at[axis--] = 0;
            if (axis < 0) yield break;
        }
    }

    private static long CountOf(long[] shape, long[] box)
    {
        Int128 count = 1;
        for (int axis = 0; axis < shape.Length && count < long.MaxValue; axis++) count *= ((Int128)shape[axis] + box[axis] - 1) / box[axis];
        return (long)Int128.Min(count, long.MaxValue - 1);
    }

    private static bool IsInside(long[] offset, long[] shape, long[] box) => !offset.Where((o, axis) => o < 0 || o >= shape[axis] || o % box[axis] != 0).Any();
}
