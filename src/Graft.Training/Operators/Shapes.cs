using Graft.Graphs;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>Operators that change shapes and orders but no values. Axes are attributes in old opsets and inputs in new ones.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/"/>
internal static class Shapes
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("Reshape", Reshape),
        Operator.One("Flatten", Flatten),
        Operator.One("Squeeze", Squeeze),
        Operator.One("Unsqueeze", Unsqueeze),
        Operator.One("Transpose", c => c[0].permute(c.Node.Ints("perm", [.. Enumerable.Range(0, (int)c[0].dim()).Reverse().Select(a => (long)a)]))),
        Operator.One("Expand", Expand),
        Operator.One("Tile", c => c[0].repeat(c.Longs(1))),
        Operator.One("Concat", c => cat([.. c.Inputs.Select((_, i) => c[i])], c.AxisOf(c[0].dim()))),
        new("Split", Split),
        Operator.One("Shape", Shape),
        Operator.One("Size", c => tensor(c[0].numel())),
    ];

    // 0 keeps the size of the same axis unless allowzero; -1 takes what is left.
    private static Tensor Reshape(Call call)
    {
        long[] shape = call.Longs(1), old = call[0].shape;
        if (call.Node.Int("allowzero", 0) == 0)
            for (int i = 0; i < shape.Length; i++)
                if (shape[i] == 0) shape[i] = i < old.Length ? old[i] : throw call.Fault($"axis {i} of the new shape is 0, which keeps a size, but the input has no such axis");
        return call[0].reshape(shape);
    }

    private static Tensor Flatten(Call call)
    {
        long[] shape = call[0].shape;
        long given = call.Node.Int("axis", 1);
        int axis = given == shape.Length ? shape.Length : call.Axis(given, shape.Length);
        return call[0].reshape(shape.Take(axis).Aggregate(1L, (a, b) => a * b), shape.Skip(axis).Aggregate(1L, (a, b) => a * b));
    }

    private static Tensor Squeeze(Call call)
    {
        long[] shape = call[0].shape;
        long[]? axes = call.LongsOr(1, "axes");
        HashSet<int> gone = axes is null ? [.. Enumerable.Range(0, shape.Length).Where(i => shape[i] == 1)] : [.. axes.Select(a => call.Axis(a, shape.Length))];
        if (gone.Any(i => shape[i] != 1)) throw call.Fault("expected axes of size 1 to be squeezed");
        return call[0].reshape([.. shape.Where((_, i) => !gone.Contains(i))]);
    }

    private static Tensor Unsqueeze(Call call)
    {
        long[] axes = call.LongsOr(1, "axes") ?? throw call.Fault("expected axes");
        long rank = call[0].dim() + axes.Length;
        Tensor result = call[0].alias();
        foreach (int axis in axes.Select(a => call.Axis(a, rank)).Order()) result = result.unsqueeze(axis);
        return result;
    }

    // Both sides broadcast: a 1 in the wanted shape keeps the input's size.
    private static Tensor Expand(Call call)
    {
        long[] wanted = call.Longs(1), old = call[0].shape;
        int rank = Math.Max(wanted.Length, old.Length);
        long At(long[] shape, int axis) => axis - rank + shape.Length is >= 0 and int i ? shape[i] : 1;
        return call[0].expand([.. Enumerable.Range(0, rank).Select(i => At(wanted, i) == 1 ? At(old, i) : At(wanted, i))]);
    }

    private static Tensor?[] Split(Call call)
    {
        int axis = call.AxisOf(call[0].dim(), 0), parts = call.Node.Outputs.Count;
        long size = call[0].shape[axis], each = (size + parts - 1) / parts;
        long[] sizes = call.LongsOr(1, "split") ?? [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(size - i * each, 0, each))];
        if (sizes.Length != parts || sizes.Sum() != size) throw call.Fault($"expected {parts} sizes that sum to {size}, got {TensorData.Describe(sizes)}");
        return call[0].split(sizes, axis);
    }

    private static Tensor Shape(Call call)
    {
        long[] shape = call[0].shape;
        int Bound(long value) => (int)Math.Clamp(value < 0 ? value + shape.Length : value, 0, shape.Length);
        int start = Bound(call.Node.Int("start", 0)), end = Bound(call.Node.Int("end", shape.Length));
        return tensor(end > start ? shape[start..end] : []);
    }
}
