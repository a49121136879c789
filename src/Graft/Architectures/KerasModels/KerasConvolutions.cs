using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>Convolutions over time and over space.</summary>
internal static class KerasConvolutions
{
    public static IEnumerable<KeyValuePair<string, KerasLayers.Maker>> All =>
    [
        new("Conv1D", (step, x) => step.Activate(Plain(step, x[0], 1))),
        new("Conv2D", (step, x) => step.Activate(Plain(step, x[0], 2))),
        new("DepthwiseConv1D", (step, x) => step.Activate(Depthwise(step, x[0], 1))),
        new("DepthwiseConv2D", (step, x) => step.Activate(Depthwise(step, x[0], 2))),
        new("SeparableConv1D", (step, x) => step.Activate(Separable(step, x[0], 1))),
        new("SeparableConv2D", (step, x) => step.Activate(Separable(step, x[0], 2))),
    ];

    /// <summary>Kernels of one axis are (width, inputs, outputs), of two (height, width, inputs, outputs).</summary>
    private static TensorChange Kernel(int axes) => axes == 1 ? TensorChange.Wio : TensorChange.Hwio;

    private static KerasTensor Plain(KerasStep step, KerasTensor x, int axes)
    {
        KerasWindow window = KerasWindow.Of(step, "kernel_size", axes);
        long outputs = step.Settings.Int("filters", 1), groups = step.Settings.Int("groups", 1);
        if (groups < 1 || x.Channels % groups != 0) throw step.Fail($"{x.Channels} channels are not divided into {groups} groups");
        Wire weight = step.Weight("weight", Kernel(axes), [outputs, x.Channels / groups, .. window.Size]);
        return Slide(step, x, window, outputs, groups, step.Core, weight, step.Bias(outputs));
    }

    private static KerasTensor Depthwise(KerasStep step, KerasTensor x, int axes)
    {
        KerasWindow window = KerasWindow.Of(step, "kernel_size", axes);
        long channels = x.Channels, multiplier = step.Settings.Int("depth_multiplier", 1), outputs = channels * multiplier;
        Wire weight = step.Weight("weight", TensorChange.Depthwise(axes, multiplier), [outputs, 1, .. window.Size]);
        return Slide(step, x, window, outputs, channels, step.Core, weight, step.Bias(outputs));
    }

    private static KerasTensor Separable(KerasStep step, KerasTensor x, int axes)
    {
        KerasWindow window = KerasWindow.Of(step, "kernel_size", axes);
        long channels = x.Channels, multiplier = step.Settings.Int("depth_multiplier", 1), inner = channels * multiplier, outputs = step.Settings.Int("filters", 1);
        Wire depth = step.Weight("depthwise.weight", TensorChange.Depthwise(axes, multiplier), [inner, 1, .. window.Size]);
        long[] point = [.. Enumerable.Repeat(1L, axes)];
        Wire mixing = step.Weight("pointwise.weight", Kernel(axes), [outputs, inner, .. point]);
        KerasTensor deep = Slide(step, x, window, inner, channels, step.Build.Builder.Unused($"{step.Path}.depthwise"), depth, null);
        return Slide(step, deep, new(point, point, point, "valid"), outputs, 1, step.Core, mixing, step.Bias(outputs));
    }

    private static KerasTensor Slide(KerasStep step, KerasTensor x, KerasWindow window, long outputs, long groups, string path, Wire weight, Wire? bias)
    {
        Wire image = x.First;
        Dimension[] shape = [image.Shape[0], outputs, .. window.OutputOf(step.Fail, image)];
        IReadOnlyList<Wire?> inputs = bias is null ? [image, weight] : [image, weight, bias];
        return KerasTensor.OfFirst(image.Builder.Node("Conv", path, inputs, shape, image.Type, [.. window.Attributes(image), ("dilations", window.Dilations), ("group", groups)]));
    }
}
