using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>Slice: starts, ends, axes and steps, attributes before opset 10; bounds beyond the tensor are cut, negative ones count from the end. Pad: its counterpart.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Slice.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Pad.html"/>
internal static class Slicing
{
    public static IReadOnlyList<Operator> All { get; } = [Operator.One("Slice", Slice), Operator.One("Pad", Pad)];

    private static Tensor Slice(Call call)
    {
        long[] starts = call.LongsOr(1, "starts")!, ends = call.LongsOr(2, "ends")!;
        long[] axes = call.LongsOr(3, "axes") ?? [.. Enumerable.Range(0, starts.Length).Select(a => (long)a)], steps = call.LongsOr(4, "steps") ?? [.. starts.Select(_ => 1L)];
        Tensor result = call[0].alias();
        for (int i = 0; i < starts.Length; i++) result = Slice(result, call.Axis(axes[i], call[0].dim()), starts[i], ends[i], steps[i]);
        return result;
    }

    private static Tensor Slice(Tensor x, int axis, long start, long end, long step)
    {
        long size = x.shape[axis];
        long Bound(long value, long low, long high) => Math.Clamp(value < 0 ? value + size : value, low, high);
        if (step > 0) return x.slice(axis, Bound(start, 0, size), Math.Max(Bound(start, 0, size), Bound(end, 0, size)), step);
        // Backwards: the same elements forwards, then turned.
        long first = Bound(start, 0, size - 1), last = end < -size ? -1 : Bound(end, -1, size - 1), count = Math.Max(0, (first - last - step - 1) / -step);
        return count == 0 ? x.slice(axis, 0, 0, 1) : x.slice(axis, first + (count - 1) * step, first + 1, -step).flip(axis);
    }

    // Axis by axis: libtorch takes the last axes only, reflects at most three, and wraps ('wrap' since opset 19).
    private static Tensor Pad(Call call)
    {
        long rank = call[0].dim();
        long[] pads = call.LongsOr(1, "pads")!, axes = call.Optional(3) is not null ? call.Longs(3) : [.. Enumerable.Range(0, (int)rank).Select(a => (long)a)];
        if (pads.Length != 2 * axes.Length) throw call.Fault($"expected {2 * axes.Length} pads, got {pads.Length}");
        long[] before = new long[rank], after = new long[rank];
        for (int i = 0; i < axes.Length; i++) (before[call.Axis(axes[i], rank)], after[call.Axis(axes[i], rank)]) = (pads[i], pads[axes.Length + i]);
        string mode = call.Node.Text("mode", "constant");
        if (mode == "constant") return Constant(call, before, after);
        Tensor result = call[0].alias();
        for (int axis = 0; axis < rank; axis++)
            if (before[axis] != 0 || after[axis] != 0) result = result.index_select(axis, Indices(call, mode, result.shape[axis], before[axis], after[axis]));
        return result;
    }

    private static Tensor Constant(Call call, long[] before, long[] after)
    {
        double value = call.Optional(2) is not null ? call.Number(2) : call.Node.Float("value", 0);
        return nn.functional.pad(call[0], [.. Enumerable.Range(0, before.Length).Reverse().SelectMany(i => new[] { before[i], after[i] })], PaddingModes.Constant, value);
    }

    private static Tensor Indices(Call call, string mode, long size, long before, long after)
    {
        if (size == 0) throw call.Fault("an axis without elements can't be padded with its own");
        Func<long, long> source = mode switch
        {
            "edge" => i => Math.Clamp(i, 0, size - 1),
            "wrap" => i => (i % size + size) % size,
            "reflect" => i => Reflect(i, size),
            _ => throw call.Fault($"expected the mode constant, reflect, edge or wrap, got {mode}"),
        };
        return tensor(Enumerable.Range(0, (int)(before + size + after)).Select(i => source(i - before)).ToArray());
    }

    private static long Reflect(long i, long size)
    {
        long period = Math.Max(1, 2 * (size - 1)), within = (i % period + period) % period;
        return size == 1 ? 0 : within < size ? within : period - within;
    }
}
