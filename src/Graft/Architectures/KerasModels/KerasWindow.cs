using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>The window of a convolution or pooling, over one or two axes.</summary>
/// <param name="Size">Its extent.</param>
/// <param name="Strides">Its steps.</param>
/// <param name="Dilations">Distance of its points.</param>
/// <param name="Padding">valid, same or causal.</param>
internal sealed record KerasWindow(long[] Size, long[] Strides, long[] Dilations, string Padding)
{
    /// <summary>Reads a layer's window; its size stands under <paramref name="key"/>.</summary>
    public static KerasWindow Of(KerasStep step, string key, int axes)
    {
        string format = step.Settings.Text("data_format", "channels_last"), padding = step.Settings.Text("padding", "valid").ToLowerInvariant();
        if (format != "channels_last") throw step.Fail($"its data_format is {format}; channels_last is built");
        if (padding is not ("valid" or "same" or "causal")) throw step.Fail($"its padding '{padding}' is not known");
        long[] size = step.Numbers(key, axes, key == "pool_size" ? 2 : 1);
        long[] strides = step.Settings.Has("strides") ? step.Numbers("strides", axes, 1) : key == "pool_size" ? size : [.. Enumerable.Repeat(1L, axes)];
        long[] dilations = key == "pool_size" ? [.. Enumerable.Repeat(1L, axes)] : step.Numbers("dilation_rate", axes, 1);
        if (size.Concat(strides).Concat(dilations).Any(n => n is < 1 or > 4096)) throw step.Fail("its window, steps and dilations must be 1 to 4096");
        return new(size, strides, dilations, padding);
    }

    /// <summary>Attributes of Conv and pooling nodes. Where a size is free, SAME is left to the runtime.</summary>
    public (string, object)[] Attributes(Wire image) => Padding == "same" && !IsKnown(image)
        ? [("kernel_shape", Size), ("strides", Strides), ("auto_pad", "SAME_UPPER")] : [("kernel_shape", Size), ("strides", Strides), ("pads", Pads(image))];

    /// <summary>Sizes of the result, one per axis.</summary>
    public IEnumerable<Dimension> OutputOf(Func<string, GraftException> fail, Wire image) => Size.Select((_, axis) => Output(fail, image, axis));

    private Dimension Output(Func<string, GraftException> fail, Wire image, int axis)
    {
        if (image.Shape[axis + 2].Value is not long size) return new Dimension(null);
        if (Padding != "valid") return (size + Strides[axis] - 1) / Strides[axis];
        long room = size - Extent(axis);
        return room >= 0 ? room / Strides[axis] + 1 : throw fail($"its input {image} is smaller than its window");
    }

    private long[] Pads(Wire image)
    {
        (long Before, long After)[] pads = [.. Size.Select((_, axis) => PadOf(image, axis))];
        return [.. pads.Select(p => p.Before), .. pads.Select(p => p.After)];
    }

    private (long, long) PadOf(Wire image, int axis)
    {
        if (Padding == "valid") return (0, 0);
        if (Padding == "causal") return (Extent(axis) - 1, 0);
        long size = image.Shape[axis + 2].Value ?? 0, output = (size + Strides[axis] - 1) / Strides[axis];
        long missing = Strides[axis] == 1 ? Extent(axis) - 1 : Math.Max(0, (output - 1) * Strides[axis] + Extent(axis) - size);
        return (missing / 2, missing - missing / 2);
    }

    private bool IsKnown(Wire image) => Size.Select((_, axis) => Strides[axis] == 1 || image.Shape[axis + 2].Value is not null).All(k => k);

    private long Extent(int axis) => Dilations[axis] * (Size[axis] - 1) + 1;
}
