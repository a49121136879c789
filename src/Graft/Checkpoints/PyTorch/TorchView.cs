using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>Views of storages: checked, and read without copying where their elements lie in order.</summary>
internal static class TorchView
{
    private const int MostDimensions = 64;

    /// <summary>A tensor of the arguments of _rebuild_tensor; null where they are no such arguments or leave the storage.</summary>
    public static TorchTensor? Of(TorchStorage storage, ElementType type, object offset, object size, object stride)
    {
        if (offset is not long start || start < 0 || Numbers(size) is not { } shape || Numbers(stride) is not { } strides || shape.Length != strides.Length) return null;
        if (Sizes.Bytes(type, shape) is not { } bytes) return null;
        Int128 last = start;
        for (int i = 0; i < shape.Length; i++) last += (Int128)(shape[i] - 1) * strides[i];
        Int128 available = (Int128)storage.Count * storage.Type.Size() / type.Size();
        return bytes == 0 || last < available ? new TorchTensor(storage, type, start, shape, strides) : null;
    }

    /// <summary>Whether the elements lie one after the other in row-major order.</summary>
    public static bool IsContiguous(TorchTensor tensor)
    {
        long expected = 1;
        for (int i = tensor.Shape.Length - 1; i >= 0; i--)
        {
            if (tensor.Shape[i] != 1 && tensor.Strides[i] != expected) return false;
            expected *= tensor.Shape[i];
        }
        return true;
    }

    /// <summary>Copies a view's elements into row-major order.</summary>
    /// <param name="tensor">The view.</param>
    /// <param name="storage">All bytes of its storage.</param>
    public static byte[] Materialise(TorchTensor tensor, ReadOnlySpan<byte> storage)
    {
        byte[] copy = new byte[Sizes.Bytes(tensor.Type, tensor.Shape)!.Value];
        int size = tensor.Type.Size();
        int rank = tensor.Shape.Length;
        long[] index = new long[rank];
        long inner = tensor.Shape[^1], innerStride = tensor.Strides[^1];
        for (int to = 0; to < copy.Length;)
        {
            long from = tensor.Offset;
            for (int i = 0; i < rank - 1; i++) from += index[i] * tensor.Strides[i];
            int run = innerStride == 1 ? (int)inner : 1; // elements that lie in order
            for (long i = 0; i < inner; i += run, from += run * innerStride, to += run * size) storage.Slice((int)(from * size), run * size).CopyTo(copy.AsSpan(to));
            for (int i = rank - 2; i >= 0 && ++index[i] == tensor.Shape[i]; i--) index[i] = 0;
        }
        return copy;
    }

    private static long[]? Numbers(object value) =>
        value is object[] items && items.Length <= MostDimensions && items.All(i => i is long and >= 0) ? [.. items.Cast<long>()] : null;
}
