using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// Reductions over axes (an attribute, or since opset 13 or 18 an input); no axes means all, or with noop_with_empty_axes none. Axes stay as 1 unless keepdims
/// is 0. Integers are averaged and rooted in float64.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__ReduceMean.html"/>
internal static class Reductions
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Reduce("ReduceL1", (x, axes, keep) => x.abs().sum(axes, keep, x.dtype)),
        Reduce("ReduceL2", (x, axes, keep) => InFloats(x, f => f.square().sum(axes, keep).sqrt())),
        Reduce("ReduceLogSum", (x, axes, keep) => InFloats(x, f => f.sum(axes, keep).log())),
        Reduce("ReduceLogSumExp", (x, axes, keep) => InFloats(x, f => LogSumExp(f, axes, keep))),
        Reduce("ReduceMax", (x, axes, keep) => InBytes(x, b => b.amax(axes, keep))),
        Reduce("ReduceMean", (x, axes, keep) => InFloats(x, f => f.mean(axes, keep))),
        Reduce("ReduceMin", (x, axes, keep) => InBytes(x, b => b.amin(axes, keep))),
        Reduce("ReduceProd", Product),
        Reduce("ReduceSum", (x, axes, keep) => x.sum(axes, keep, x.dtype)),
        Reduce("ReduceSumSquare", (x, axes, keep) => x.square().sum(axes, keep, x.dtype)),
        Operator.One("ArgMax", c => Place(c, (x, axis, keep) => x.argmax(axis, keep))),
        Operator.One("ArgMin", c => Place(c, (x, axis, keep) => x.argmin(axis, keep))),
    ];

    private static Operator Reduce(string opType, Func<Tensor, long[], bool, Tensor> function) => Operator.One(opType, call =>
    {
        long rank = call[0].dim();
        long[] axes = [.. (call.LongsOr(1, "axes") ?? []).Select(a => (long)call.Axis(a, rank))];
        if (axes.Length == 0 && call.Node.Int("noop_with_empty_axes", 0) == 0) axes = [.. Enumerable.Range(0, (int)rank).Select(a => (long)a)];
        return axes.Length > 0 ? function(call[0], axes, call.Node.Int("keepdims", 1) == 1) : call[0].dim() == 0 || opType is "ReduceSum" or "ReduceMean" or "ReduceMax" or "ReduceMin" or "ReduceProd"
            ? call[0].alias() : function(call[0].unsqueeze(-1), [rank], false);
    });

    private static Tensor InFloats(Tensor x, Func<Tensor, Tensor> function) => x.is_floating_point() ? function(x) : function(x.to_type(ScalarType.Float64)).to_type(x.dtype);

    private static Tensor InBytes(Tensor x, Func<Tensor, Tensor> function) => x.dtype == ScalarType.Bool ? function(x.to_type(ScalarType.Byte)).to_type(ScalarType.Bool) : function(x);

    // exp is taken relative to the greatest value, so that it doesn't overflow; that is a constant to the gradient.
    private static Tensor LogSumExp(Tensor x, long[] axes, bool keep)
    {
        Tensor most = x.detach().amax(axes, keepdim: true);
        most = where(most.isfinite(), most, zeros_like(most));
        Tensor sum = x.sub(most).exp().sum(axes, keepdim: true).log().add(most, Scalars.One);
        return keep ? sum : sum.reshape([.. x.shape.Where((_, i) => !axes.Contains(i))]);
    }

    private static Tensor Product(Tensor x, long[] axes, bool keep)
    {
        foreach (long axis in axes.OrderDescending()) x = x.prod(axis, keep, x.dtype);
        return x;
    }

    // The first of equals, or the last where select_last_index says so.
    private static Tensor Place(Call call, Func<Tensor, long, bool, Tensor> function)
    {
        int axis = call.AxisOf(call[0].dim(), 0);
        bool keep = call.Node.Int("keepdims", 1) == 1;
        if (call.Node.Int("select_last_index", 0) == 0) return function(call[0], axis, keep);
        return function(call[0].flip(axis), axis, keep).neg().add(Scalars.Of(call[0].shape[axis] - 1), Scalars.One);
    }
}
