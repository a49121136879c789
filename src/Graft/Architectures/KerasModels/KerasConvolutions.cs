using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>Convolutions over time and over space.</summary>
internal static class KerasConvolutions
{
    public static IEnumerable<KeyValuePair<string, KerasLayers.Maker>> All =>
    [
        new("Conv1D", (step, x) => step.Activate(Plain(step, x[0], 1))),
        new("Conv2D", (step, x) => step.Activate(Plain(step, x[0], 2))),
        new("Conv2DTranspose", (step, x) => step.Activate(Transposed(step, x[0]))),
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

    /// <summary>
    /// The gradient of a convolution. "same" gives size * stride, "valid" the size whose convolution needs all of it: (size - 1) * stride + the larger of window and stride. Kernels are
    /// (height, width, outputs, inputs).
    /// </summary>
    private static KerasTensor Transposed(KerasStep step, KerasTensor x)
    {
        KerasWindow window = KerasWindow.Of(step, "kernel_size", 2);
        if (step.Settings.Has("output_padding") || window.Dilations.Any(d => d != 1) || window.Padding == "causal") throw step.Fail("an output_padding or dilation of its own is not built");
        long outputs = step.Settings.Int("filters", 1);
        Wire image = x.First, weight = step.Weight("weight", TensorChange.Hwio, [x.Channels, outputs, .. window.Size]);
        long[] over = [.. window.Size.Zip(window.Strides, (size, stride) => window.Padding == "same" ? Math.Max(0, size - stride) : 0)];
        long[] added = [.. window.Size.Zip(window.Strides, (size, stride) => Math.Max(0, stride - size))];
        Dimension[] shape = [image.Shape[0], outputs, .. Enumerable.Range(0, 2).Select(a => new Dimension((image.Shape[a + 2].Value - 1) * window.Strides[a] + window.Size[a] + added[a] - over[a]))];
        IReadOnlyList<Wire?> inputs = step.Bias(outputs) is { } bias ? [image, weight, bias] : [image, weight];
        return KerasTensor.OfFirst(image.Builder.Node("ConvTranspose", step.Core, inputs, shape, image.Type, ("kernel_shape", window.Size), ("strides", window.Strides), ("output_padding", added),
            ("pads", (long[])[.. over.Select(o => o / 2), .. over.Select(o => o - o / 2)])));
    }

    private static KerasTensor Slide(KerasStep step, KerasTensor x, KerasWindow window, long outputs, long groups, string path, Wire weight, Wire? bias)
    {
        Wire image = x.First;
        Dimension[] shape = [image.Shape[0], outputs, .. window.OutputOf(step.Fail, image)];
        IReadOnlyList<Wire?> inputs = bias is null ? [image, weight] : [image, weight, bias];
        return KerasTensor.OfFirst(image.Builder.Node("Conv", path, inputs, shape, image.Type, [.. window.Attributes(image), ("dilations", window.Dilations), ("group", groups)]));
    }
}
