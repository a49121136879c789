using Graft.Graphs;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>Operators whose result depends on the order or the presence of values: TopK, NonZero, Compress, Unique; and OneHot, EyeLike, Trilu, ReverseSequence.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__TopK.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__OneHot.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Trilu.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Compress.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__ReverseSequence.html"/>
internal static class Choosing
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("Compress", Compress),
        Operator.One("EyeLike", EyeLike),
        Operator.Unary("NonZero", x => x.nonzero().t()),
        Operator.One("OneHot", OneHot),
        Operator.One("ReverseSequence", ReverseSequence),
        new("TopK", TopK),
        Operator.One("Trilu", c => c.Node.Int("upper", 1) == 1 ? c[0].triu(Diagonal(c)) : c[0].tril(Diagonal(c))),
    ];

    private static long Diagonal(Call call) => call.Optional(1) is null ? 0 : call.Longs(1)[0];

    // Equal values come in the order of their places, which libtorch's topk does not promise and a stable sort does.
    private static Tensor?[] TopK(Call call)
    {
        int axis = call.AxisOf(call[0].dim(), -1);
        long k = call.Optional(1) is not null ? call.Longs(1)[0] : call.Node.Int("k", atLeast: 0);
        if (k > call[0].shape[axis]) throw call.Fault($"expected at most {call[0].shape[axis]} values along axis {axis}, got k = {k}");
        (Tensor values, Tensor places) = call[0].sort(axis, call.Node.Int("largest", 1) == 1, stable: true);
        return [values.narrow(axis, 0, k), places.narrow(axis, 0, k)];
    }

    private static Tensor Compress(Call call)
    {
        bool flat = !call.Node.Has("axis");
        Tensor x = flat ? call[0].reshape(-1) : call[0];
        int axis = flat ? 0 : call.AxisOf(x.dim());
        return x.index_select(axis, call[1].nonzero().reshape(-1));
    }

    private static Tensor EyeLike(Call call)
    {
        long[] shape = call[0].shape;
        if (shape.Length != 2) throw call.Fault("expected a matrix");
        ScalarType type = call.Node.Has("dtype") ? Execution.TensorMemory.TypeOf((ElementType)call.Node.Int("dtype")) : call[0].dtype;
        Tensor rows = Count(shape[0]).unsqueeze(1), columns = Count(shape[1]).unsqueeze(0);
        return columns.sub(rows).eq(Scalars.Of(call.Node.Int("k", 0))).to_type(type);
    }

    // Indices outside -depth .. depth - 1 give rows of 'off' values.
    private static Tensor OneHot(Call call)
    {
        long depth = (long)call.Number(1), rank = call[0].dim() + 1;
        int axis = call.AxisOf(rank, -1);
        Tensor indices = call[0].to_type(ScalarType.Int64);
        Tensor index = where(indices.lt(Scalars.Zero), indices.add(Scalars.Of(depth), Scalars.One), indices).unsqueeze(axis);
        Tensor hit = index.eq(Count(depth).reshape([.. Enumerable.Range(0, (int)rank).Select(i => i == axis ? -1L : 1L)]));
        return where(hit, call[2].select(0, 1), call[2].select(0, 0));
    }

    private static Tensor ReverseSequence(Call call)
    {
        int time = (int)call.Node.Int("time_axis", 0), batch = (int)call.Node.Int("batch_axis", 1);
        long[] shape = call[0].shape;
        Tensor steps = Count(shape[time]).unsqueeze(1), lengths = call[1].to_type(ScalarType.Int64).unsqueeze(0);
        Tensor turned = lengths.sub(steps).sub(Scalars.One), index = where(turned.ge(Scalars.Zero), turned, steps);          // (time, batch)
        if (time > batch) index = index.t();
        return call[0].gather(time, index.reshape([.. shape.Select((s, i) => i == time || i == batch ? s : 1L)]).expand(shape));
    }

    private static Tensor Count(long size) => arange(Scalars.Zero, Scalars.Of(size), Scalars.One, dtype: ScalarType.Int64);
}
