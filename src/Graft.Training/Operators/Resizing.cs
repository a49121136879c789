using Graft.Graphs;
using Graft.Training.Execution;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// Resize and Upsample: new sizes on some axes, by scales or sizes. Interpolation on several axes is interpolation on one after the other, and on one axis it is a
/// product with a sparse matrix (sizes out by in) that depends on the mode (nearest, linear, cubic), on how coordinates map, and on antialiasing.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Resize.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Upsample.html"/>
internal static class Resizing
{
    public static IReadOnlyList<Operator> All { get; } = [Operator.One("Resize", Resize), Operator.One("Upsample", Upsample)];

    private static Tensor Upsample(Call call)
    {
        double[] scales = call.Optional(1) is not null ? Numbers(call[1]) : [.. call.Node.Floats("scales").Select(s => (double)s)];
        string mode = call.Node.Text("mode", "nearest");
        return Apply(call, new(mode == "bilinear" ? "linear" : mode, "asymmetric", "floor"), [.. Enumerable.Range(0, scales.Length)], scales, null, null);
    }

    private static Tensor Resize(Call call)
    {
        Node node = call.Node;
        int rank = (int)call[0].dim();
        int[] axes = node.Has("axes") ? [.. node.Ints("axes").Select(a => call.Axis(a, rank))] : [.. Enumerable.Range(0, rank)];
        if (call.Opset < 11) return Apply(call, new(node.Text("mode", "nearest"), "asymmetric", "floor"), axes, Numbers(call[1]), null, null);
        double[]? region = call.Optional(1) is { } roi && roi.numel() > 0 ? Numbers(roi) : null, scales = call.Optional(2) is { } s && s.numel() > 0 ? Numbers(s) : null;
        Interpolation how = new(node.Text("mode", "nearest"), node.Text("coordinate_transformation_mode", "half_pixel"), node.Text("nearest_mode", "round_prefer_floor"))
        {
            Cubic = node.Float("cubic_coeff_a", -0.75f),
            ExcludesOutside = node.Int("exclude_outside", 0) == 1,
            Antialias = node.Int("antialias", 0) == 1,
            Outside = node.Float("extrapolation_value", 0),
        };
        return Apply(call, how, axes, scales, scales is null ? Sizes(call, axes) : null, region);
    }

    // keep_aspect_ratio_policy changes the wanted sizes so that all scales are one.
    private static long[] Sizes(Call call, int[] axes)
    {
        long[] sizes = call.Longs(3), old = call[0].shape;
        double[] scales = [.. sizes.Select((s, i) => (double)s / old[axes[i]])];
        double? one = call.Node.Text("keep_aspect_ratio_policy", "stretch") switch { "not_larger" => scales.Min(), "not_smaller" => scales.Max(), _ => null };
        return one is double scale ? [.. axes.Select(a => (long)Math.Floor(old[a] * scale + 0.5))] : sizes;
    }

    private static Tensor Apply(Call call, Interpolation how, int[] axes, double[]? scales, long[]? sizes, double[]? region)
    {
        Tensor x = call[0].is_floating_point() ? call[0] : call[0].to_type(ScalarType.Float32);
        for (int i = 0; i < axes.Length; i++)
        {
            long size = x.shape[axes[i]];
            double scale = scales?[i] ?? (double)sizes![i] / size;
            AxisMap map = new(size, sizes?[i] ?? (long)Math.Floor(size * scale), scale, region?[i] ?? 0, region?[i + axes.Length] ?? 1);
            if (map.Output != size || scale != 1 || how.Coordinates == "tf_crop_and_resize") x = Along(x, axes[i], how.Weights(map, call));
        }
        return x.to_type(call[0].dtype);
    }

    // What lies outside the image has no weights but a constant.
    private static Tensor Along(Tensor x, int axis, (double[,] Weights, double[] Constant) map)
    {
        int rows = map.Weights.GetLength(0);
        Tensor weights = tensor(map.Weights).to_type(x.dtype), moved = x.movedim([axis], [-1]);
        Tensor result = moved.matmul(weights.t());
        if (map.Constant.Any(c => c != 0)) result = result.add(tensor(map.Constant).to_type(x.dtype).reshape(rows), Scalars.One);
        return result.movedim([-1], [axis]);
    }

    private static double[] Numbers(Tensor tensor) => [.. TensorMemory.ToData(tensor.to_type(ScalarType.Float64), ElementType.Float64).Span<double>()];
}
