using System.Buffers;
using System.Runtime.InteropServices;
using Graft.Graphs;
using Graft.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Execution;

/// <summary>Tensors in host memory to libtorch and back. libtorch has no unsigned integers beyond 8 bits: they become the next wider signed type.</summary>
internal static unsafe class TensorMemory
{
    private static readonly delegate* unmanaged<void*, long, long*, long*, long, int, int, int, IntPtr*, int> s_fromBlob =
        (delegate* unmanaged<void*, long, long*, long*, long, int, int, int, IntPtr*, int>)LibTorch.Find("aoti_torch_create_tensor_from_blob");

    /// <summary>The libtorch type that holds such elements.</summary>
    public static ScalarType TypeOf(ElementType type) => type switch
    {
        ElementType.Float32 => ScalarType.Float32,
        ElementType.Float64 => ScalarType.Float64,
        ElementType.Float16 => ScalarType.Float16,
        ElementType.BFloat16 => ScalarType.BFloat16,
        ElementType.Int64 or ElementType.UInt32 or ElementType.UInt64 => ScalarType.Int64,
        ElementType.Int32 or ElementType.UInt16 => ScalarType.Int32,
        ElementType.Int16 => ScalarType.Int16,
        ElementType.Int8 => ScalarType.Int8,
        ElementType.UInt8 => ScalarType.Byte,
        ElementType.Bool => ScalarType.Bool,
        _ => throw new GraftException($"libtorch computes with numbers and booleans, not with {type}."),
    };

    /// <summary>
    /// A libtorch tensor over the very bytes, which are not copied and must not be written; copied where the platform offers no view, where the element type
    /// has to be widened, and where there are no elements. The memory stays in place until the pin is released.
    /// </summary>
    public static Tensor View(TensorData data, List<MemoryHandle> pins)
    {
        if (s_fromBlob == null || data.Count == 0 || IsWidened(data.Type)) return Copy(data);
        MemoryHandle pin = data.Bytes.Pin();
        // A file's tensors may lie at any byte; native code wants whole elements.
        if ((nuint)pin.Pointer % (nuint)data.Type.Size() != 0)
        {
            pin.Dispose();
            return Copy(data);
        }
        pins.Add(pin);
        return FromBlob(pin.Pointer, data);
    }

    /// <summary>A tensor of its own with the same values.</summary>
    public static Tensor Copy(TensorData data)
    {
        if (data.Type is ElementType.UInt16) return tensor(data.ToUnsigned().Select(v => (int)v).ToArray(), [.. data.Shape]);
        if (data.Type is ElementType.UInt32 or ElementType.UInt64) return tensor(data.ToUnsigned(), [.. data.Shape]);
        Tensor copy = empty([.. data.Shape], TypeOf(data.Type));
        if (data.Count > 0) data.Bytes.Span.CopyTo(copy.bytes);
        GC.KeepAlive(data);
        return copy;
    }

    /// <summary>The values as they lie in a file: contiguous, row-major. <paramref name="type"/> narrows what was widened.</summary>
    public static TensorData ToData(Tensor tensor, ElementType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor plain = tensor.detach().to_type(TypeOf(type)).contiguous();
        byte[] bytes = plain.numel() == 0 ? [] : plain.bytes.ToArray();
        TensorData data = new(Widened(type), plain.shape, bytes);
        return IsWidened(type) ? data.Narrow(type) : data;
    }

    /// <summary>The integers of a small tensor, such as a shape or axes.</summary>
    public static long[] ToLongs(Tensor tensor)
    {
        if (tensor.numel() == 0) return [];
        using DisposeScope scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, long>(tensor.to_type(ScalarType.Int64).contiguous().bytes).ToArray();
    }

    /// <summary>The ONNX type of a libtorch tensor.</summary>
    public static ElementType ElementTypeOf(Tensor tensor) => Enum.GetValues<ElementType>()
        .First(t => t is not (ElementType.Undefined or ElementType.Text or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64) && t <= ElementType.BFloat16
            && t is not (ElementType.Complex64 or ElementType.Complex128) && TypeOf(t) == tensor.dtype);

    private static bool IsWidened(ElementType type) => type is ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64;

    private static ElementType Widened(ElementType type) => type switch
    {
        ElementType.UInt16 => ElementType.Int32,
        ElementType.UInt32 or ElementType.UInt64 => ElementType.Int64,
        _ => type,
    };

    private static long[] ToUnsigned(this TensorData data) => data.Type switch
    {
        ElementType.UInt16 => [.. data.Span<ushort>().ToArray().Select(v => (long)v)],
        ElementType.UInt32 => [.. data.Span<uint>().ToArray().Select(v => (long)v)],
        _ => [.. data.Span<ulong>().ToArray().Select(v => (long)v)],
    };

    private static TensorData Narrow(this TensorData data, ElementType type) => type switch
    {
        ElementType.UInt16 => TensorData.Of(data.ToLongs().Select(v => (ushort)v).ToArray(), data.Shape),
        ElementType.UInt32 => TensorData.Of(data.ToLongs().Select(v => (uint)v).ToArray(), data.Shape),
        _ => TensorData.Of(data.ToLongs().Select(v => (ulong)v).ToArray(), data.Shape),
    };

    private static Tensor FromBlob(void* memory, TensorData data)
    {
        long[] sizes = [.. data.Shape], strides = new long[sizes.Length];
        long step = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--) (strides[axis], step) = (step, step * sizes[axis]);
        IntPtr handle;
        int failed;
        fixed (long* size = sizes, stride = strides)
            failed = s_fromBlob(memory, sizes.Length, size, stride, 0, (int)TypeOf(data.Type), (int)DeviceType.CPU, 0, &handle);
        return failed == 0 ? Tensor.UnsafeCreateTensor(handle) : throw new GraftException($"libtorch made no view of {data}.");
    }
}
