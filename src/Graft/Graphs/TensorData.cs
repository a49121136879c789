using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Graft.Graphs;

/// <summary>
/// A tensor in host memory: element type, shape, and little-endian bytes in C order (row-major). Immutable, and never copied without need:
/// the bytes may lie in a memory-mapped file. Keep the tensor referenced for as long as a span of it is in use.
/// </summary>
public sealed class TensorData
{
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Wraps bytes that are not copied and must not change.</summary>
    /// <param name="type">Element type with a fixed size.</param>
    /// <param name="shape">Dimensions, each at least 0; empty for a scalar.</param>
    /// <param name="bytes">Exactly the product of the dimensions times the element size.</param>
    /// <exception cref="GraftException">The number of bytes does not match.</exception>
    public TensorData(ElementType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        (Type, Shape, _bytes) = (type, [.. shape], bytes);
        Count = CountOf(Shape);
        if (checked(Count * type.Size()) != bytes.Length)
            throw new GraftException($"A {type} tensor of shape {Describe(Shape)} takes {Count * type.Size()} bytes, got {bytes.Length}.");
        HasData = true;
    }

    private TensorData(ElementType type, IReadOnlyList<long> shape)
    {
        (Type, Shape) = (type, [.. shape]);
        Count = CountOf(Shape);
    }

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; }

    /// <summary>Dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>Whether values are there; false for the parameter of an architecture that no checkpoint has filled yet.</summary>
    public bool HasData { get; }

    /// <summary>Number of bytes that the values take, whether they are there or not.</summary>
    public long ByteCount => Count * Type.Size();

    /// <summary>The values as little-endian bytes in C order.</summary>
    /// <exception cref="GraftException">No values are there yet.</exception>
    public ReadOnlyMemory<byte> Bytes => HasData ? _bytes
        : throw new GraftException("This parameter has no values yet: load a checkpoint, or initialise it.");

    /// <summary>A parameter that is only declared: type and shape, no values.</summary>
    public static TensorData Declared(ElementType type, params IReadOnlyList<long> shape) => new(type, shape);

    /// <summary>Makes a tensor of values that are copied.</summary>
    public static TensorData Of<T>(ReadOnlySpan<T> values, params IReadOnlyList<long> shape) where T : unmanaged =>
        new(TypeOf<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Makes a tensor of values that are copied.</summary>
    public static TensorData Of<T>(T[] values, params IReadOnlyList<long> shape) where T : unmanaged => Of<T>(values.AsSpan(), shape);

    /// <summary>Makes a scalar (rank 0).</summary>
    public static TensorData Scalar<T>(T value) where T : unmanaged => Of([value], []);

    /// <summary>Makes a vector of int64, as ONNX wants for shapes and axes.</summary>
    public static TensorData Longs(params long[] values) => Of(values, values.Length);

    /// <summary>The values in place, without copying. <typeparamref name="T"/> must be the type's own.</summary>
    /// <exception cref="GraftException">The tensor holds another type.</exception>
    public ReadOnlySpan<T> Span<T>() where T : unmanaged => TypeOf<T>() == Type ? MemoryMarshal.Cast<byte, T>(Bytes.Span)
        : throw new GraftException($"Expected a tensor of {TypeOf<T>()}, found {Type} of shape {Describe(Shape)}.");

    /// <summary>The values as float32: widened from float16 and bfloat16, rounded from float64, converted from integers.</summary>
    public float[] ToFloats()
    {
        float[] values = new float[Count];
        Widen(values);
        GC.KeepAlive(this);
        return values;
    }

    /// <summary>The same values as float32; this very tensor where it is float32 already.</summary>
    public TensorData ToFloat32() => Type == ElementType.Float32 ? this
        : new(ElementType.Float32, Shape, MemoryMarshal.AsBytes<float>(ToFloats()).ToArray());

    /// <summary>The values as int64, from any integer type.</summary>
    public long[] ToLongs() => Type switch
    {
        ElementType.Int64 => Span<long>().ToArray(),
        ElementType.Int32 => [.. Span<int>().ToArray().Select(v => (long)v)],
        ElementType.Int16 => [.. Span<short>().ToArray().Select(v => (long)v)],
        ElementType.Int8 => [.. Bytes.ToArray().Select(v => (long)(sbyte)v)],
        ElementType.UInt8 or ElementType.Bool => [.. Bytes.ToArray().Select(v => (long)v)],
        _ => throw new GraftException($"Expected a tensor of integers, found {Type} of shape {Describe(Shape)}."),
    };

    /// <summary>The same bytes under another shape with as many elements.</summary>
    public TensorData Reshape(params IReadOnlyList<long> shape) => HasData ? new(Type, shape, _bytes) : new(Type, shape);

    /// <summary>Shape as text: [64, 3, 7, 7].</summary>
    public static string Describe(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>Type and shape as text: Float32 [64, 3, 7, 7].</summary>
    public override string ToString() => $"{Type} {Describe(Shape)}";

    private void Widen(Span<float> to)
    {
        switch (Type)
        {
            case ElementType.Float32: Span<float>().CopyTo(to); break;
            case ElementType.Float64: TensorPrimitives.ConvertTruncating(Span<double>(), to); break;
            case ElementType.Float16: TensorPrimitives.ConvertToSingle(Span<Half>(), to); break;
            case ElementType.BFloat16: WidenBFloat16(to); break;
            default:
                long[] whole = ToLongs();
                for (int i = 0; i < whole.Length; i++) to[i] = whole[i];
                break;
        }
    }

    private void WidenBFloat16(Span<float> to)
    {
        ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(Bytes.Span);
        for (int i = 0; i < upper.Length; i++) to[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
    }

    private static long CountOf(IReadOnlyList<long> shape)
    {
        long count = 1;
        foreach (long dimension in shape)
        {
            if (dimension < 0) throw new GraftException($"Expected dimensions of at least 0, got shape {Describe(shape)}.");
            count = checked(count * dimension);
        }
        return count;
    }

    private static ElementType TypeOf<T>() => default(T) switch
    {
        float => ElementType.Float32,
        double => ElementType.Float64,
        Half => ElementType.Float16,
        long => ElementType.Int64,
        int => ElementType.Int32,
        short => ElementType.Int16,
        sbyte => ElementType.Int8,
        byte => ElementType.UInt8,
        ushort => ElementType.UInt16,
        uint => ElementType.UInt32,
        ulong => ElementType.UInt64,
        bool => ElementType.Bool,
        _ => throw new GraftException($"Tensors don't hold {typeof(T).Name}."),
    };
}
