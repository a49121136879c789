using System.Runtime.InteropServices;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>Small tensors inside a graph (core/framework/tensor.proto), of the types that shapes, axes and weights have.</summary>
internal static class TfProtoTensor
{
    private const int Float = 1, Int = 3, Bool = 10, Long = 9;

    /// <summary>The tensor; null where it is of another type, or its values do not fit its shape.</summary>
    public static TensorData? Read(ReadOnlyMemory<byte> message)
    {
        int type = 0;
        long[] shape = [];
        ReadOnlyMemory<byte> content = default;
        ProtoReader r = new(message);
        while (r.Next())
        {
            if (r.Field == 1) type = (int)r.Value;
            if (r.Field == 2) shape = ShapeOf(r.Bytes);
            if (r.Field == 4) content = r.Bytes;
        }
        if (Sizes.Count(shape) is not { } count || r.IsDamaged) return null;
        return type switch
        {
            Float => content.Length > 0 || count == 0 ? Of(ElementType.Float32, shape, content) : Filled(shape, count, Floats(message)),
            Int => content.Length > 0 || count == 0 ? Of(ElementType.Int32, shape, content) : Filled(shape, count, [.. Packed(message, 7).Select(v => (int)v)]),
            Long => content.Length > 0 || count == 0 ? Of(ElementType.Int64, shape, content) : Filled(shape, count, Packed(message, 10)),
            Bool => content.Length > 0 ? Of(ElementType.Bool, shape, content) : Filled(shape, count, [.. Packed(message, 11).Select(v => (byte)v)]),
            _ => null,
        };
    }

    /// <summary>Sizes of a TensorShapeProto; -1 for a free one.</summary>
    public static long[] ShapeOf(ReadOnlyMemory<byte> message)
    {
        List<long> shape = [];
        ProtoReader r = new(message);
        while (r.Next())
        {
            if (r.Field != 2) continue;
            long size = 0;
            ProtoReader dimension = new(r.Bytes);
            while (dimension.Next())
                if (dimension.Field == 1) size = (long)dimension.Value;
            shape.Add(size);
        }
        return [.. shape];
    }

    /// <summary>Whole numbers of a repeated field, packed or one by one.</summary>
    public static long[] Packed(ReadOnlyMemory<byte> message, int field)
    {
        List<long> values = [];
        ProtoReader r = new(message);
        while (r.Next())
        {
            if (r.Field != field) continue;
            if (r.Bytes.IsEmpty) values.Add((long)r.Value);
            for (int at = 0; at < r.Bytes.Length && Varints.Read(r.Bytes.Span, ref at) is { } value;) values.Add((long)value);
        }
        return [.. values];
    }

    private static float[] Floats(ReadOnlyMemory<byte> message)
    {
        List<float> values = [];
        ProtoReader r = new(message);
        while (r.Next())
        {
            if (r.Field != 5) continue;
            if (r.Bytes.IsEmpty) values.Add(BitConverter.UInt32BitsToSingle((uint)r.Value));
            else values.AddRange(MemoryMarshal.Cast<byte, float>(r.Bytes.Span[..(r.Bytes.Length / 4 * 4)]));
        }
        return [.. values];
    }

    private static TensorData? Of(ElementType type, long[] shape, ReadOnlyMemory<byte> content) => Sizes.Bytes(type, shape) == content.Length ? new(type, shape, content) : null;

    /// <summary>The last value stands for all that follow; a constant that is filled so is small.</summary>
    private static TensorData? Filled<T>(long[] shape, long count, T[] values) where T : unmanaged
    {
        const int mostFilled = 1 << 20;
        if (count > mostFilled || values.Length > count) return null;
        T last = values.Length > 0 ? values[^1] : default;
        return TensorData.Of([.. values, .. Enumerable.Repeat(last, (int)count - values.Length)], shape);
    }
}
