using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// Picking elements by index; negative indices count from the end. Gather: whole slices along an axis, (..., indices' shape, ...). GatherElements: one element
/// for each index, the indices' shape. CumSum: sums along an axis.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Gather.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__GatherElements.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__CumSum.html"/>
internal static class Gathering
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("Gather", Gather),
        Operator.One("GatherElements", GatherElements),
        Operator.One("CumSum", CumulativeSum),
    ];

    /// <summary>Indices as int64, counted from the front.</summary>
    public static Tensor FromFront(Tensor indices, long size)
    {
        Tensor wide = indices.to_type(ScalarType.Int64);
        return wide.remainder(Scalars.Of(Math.Max(size, 1)));
    }

    private static Tensor Gather(Call call)
    {
        int axis = call.AxisOf(call[0].dim(), 0);
        long[] shape = call[0].shape, picked = call[1].shape;
        CheckRange(call, call[1], shape[axis]);
        Tensor flat = FromFront(call[1], shape[axis]).reshape(-1);
        return call[0].index_select(axis, flat).reshape([.. shape[..axis], .. picked, .. shape[(axis + 1)..]]);
    }

    private static Tensor GatherElements(Call call)
    {
        int axis = call.AxisOf(call[0].dim(), 0);
        CheckRange(call, call[1], call[0].shape[axis]);
        return call[0].gather(axis, FromFront(call[1], call[0].shape[axis]));
    }

    /// <summary>Refuses indices beyond the axis, which counting from the front would wrap silently.</summary>
    public static void CheckRange(Call call, Tensor indices, long size)
    {
        if (indices.numel() == 0) return;
        long least = indices.min().to_type(ScalarType.Int64).item<long>(), most = indices.max().to_type(ScalarType.Int64).item<long>();
        if (least < -size || most >= size) throw call.Fault($"expected indices from {-size} to {size - 1}, found {least} to {most}");
    }

    private static Tensor CumulativeSum(Call call)
    {
        int axis = call.Axis(call.Longs(1)[0], call[0].dim());
        bool reverse = call.Node.Int("reverse", 0) == 1, exclusive = call.Node.Int("exclusive", 0) == 1;
        Tensor x = reverse ? call[0].flip(axis) : call[0];
        Tensor sum = x.cumsum(axis, x.dtype);
        if (exclusive) sum = sum.sub(x);
        return reverse ? sum.flip(axis) : sum;
    }
}
