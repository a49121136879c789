using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>What the index says of a tensor (BundleEntryProto of tensorflow/core/protobuf/tensor_bundle.proto).</summary>
internal sealed record BundleEntry(int Dtype, long[] Shape, long Shard, long Offset, long Size, uint Checksum, IReadOnlyList<BundleSlice> Slices)
{
    public const int Text = 7;
    private const int MostDimensions = 254;

    private static readonly Dictionary<int, ElementType> Types = new()
    {
        [1] = ElementType.Float32, [2] = ElementType.Float64, [3] = ElementType.Int32, [4] = ElementType.UInt8, [5] = ElementType.Int16, [6] = ElementType.Int8,
        [8] = ElementType.Complex64, [9] = ElementType.Int64, [10] = ElementType.Bool, [14] = ElementType.BFloat16, [17] = ElementType.UInt16, [18] = ElementType.Complex128,
        [19] = ElementType.Float16, [22] = ElementType.UInt32, [23] = ElementType.UInt64,
    };

    /// <summary>The element type; null for texts and for what is no tensor of numbers.</summary>
    public ElementType? Type => Types.TryGetValue(Dtype, out ElementType type) ? type : null;

    /// <summary>Parses an entry; null where it is none.</summary>
    public static BundleEntry? Parse(ReadOnlyMemory<byte> value)
    {
        int dtype = 0;
        long[]? shape = [];
        long shard = 0, offset = 0, size = 0;
        uint checksum = 0;
        List<BundleSlice> slices = [];
        ProtoReader r = new(value);
        while (r.Next())
        {
            switch (r.Field)
            {
                case 1: dtype = (int)r.Value; break;
                case 2: shape = Dimensions(r.Bytes); break;
                case 3: shard = (int)r.Value; break;
                case 4: offset = (long)r.Value; break;
                case 5: size = (long)r.Value; break;
                case 6: checksum = (uint)r.Value; break;
                case 7 when BundleSlice.Parse(r.Bytes) is { } slice: slices.Add(slice); break;
                case 7: return null;
            }
        }
        return r.IsDamaged || shape is null ? null : new(dtype, shape, shard, offset, size, checksum, slices);
    }

    private static long[]? Dimensions(ReadOnlyMemory<byte> message)
    {
        List<long> dimensions = [];
        ProtoReader r = new(message);
        while (r.Next())
        {
            if (r.Field != 2) continue;
            ProtoReader dimension = new(r.Bytes);
            long size = 0;
            while (dimension.Next())
                if (dimension.Field == 1) size = (long)dimension.Value;
            if (dimension.IsDamaged || dimensions.Count >= MostDimensions) return null;
            dimensions.Add(size);
        }
        return r.IsDamaged ? null : [.. dimensions];
    }
}

/// <summary>A part of a partitioned variable: start and length on each axis; a length of -1 is all of it.</summary>
internal sealed record BundleSlice(IReadOnlyList<(long Start, long Length)> Extents)
{
    public static BundleSlice? Parse(ReadOnlyMemory<byte> message)
    {
        List<(long, long)> extents = [];
        ProtoReader r = new(message);
        while (r.Next())
        {
            if (r.Field != 1) continue;
            ProtoReader extent = new(r.Bytes);
            long start = 0, length = -1;
            while (extent.Next())
            {
                if (extent.Field == 1) start = (long)extent.Value;
                if (extent.Field == 2) length = (long)extent.Value;
            }
            if (extent.IsDamaged) return null;
            extents.Add((start, length));
        }
        return r.IsDamaged ? null : new(extents);
    }

    /// <summary>Whether both say the same part.</summary>
    public bool Matches(BundleSlice other) => Extents.SequenceEqual(other.Extents);
}
