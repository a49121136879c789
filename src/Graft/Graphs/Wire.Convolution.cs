namespace Graft.Graphs;

/// <content>Convolution and pooling over (N, C, H, W).</content>
public sealed partial class Wire
{
    /// <summary>2-D convolution: (N, C, H, W) to (N, outputs, H', W'). Parameters: name.weight (outputs, C / groups, kh, kw) and name.bias (outputs).</summary>
    public Wire Conv(string name, long outputs, Window window, long groups = 1, bool bias = true)
    {
        if (Channels % groups != 0 || outputs % groups != 0)
            throw new GraftException($"{Builder.Name}: '{name}' cannot divide {Channels} input and {outputs} output channels into {groups} groups.");
        Wire weight = Builder.Parameter($"{name}.weight", outputs, Channels / groups, window.Height, window.Width);
        Wire? shift = bias ? Builder.Parameter($"{name}.bias", outputs) : null;
        return Builder.Node("Conv", name, shift is null ? [this, weight] : [this, weight, shift], Slide(window, outputs), Type,
            [.. Sliding(window), ("dilations", window.Dilations), ("group", groups)]);
    }

    /// <summary>Depthwise convolution: one filter per channel.</summary>
    public Wire DepthwiseConv(string name, Window window, bool bias = true) => Conv(name, Channels, window, groups: Channels, bias);

    /// <summary>The largest value in each window; padding never wins.</summary>
    public Wire MaxPool(Window window, string? name = null) => Builder.Node("MaxPool", Path(name, "maxpool"), [this], Slide(window, Channels), Type,
        [.. Sliding(window), ("dilations", window.Dilations), ("ceil_mode", window.RoundUp ? 1L : 0L)]);

    /// <summary>The mean of each window; <paramref name="countPadding"/> says whether padding counts as zeros (PyTorch) or not at all (TensorFlow).</summary>
    public Wire AveragePool(Window window, bool countPadding = true, string? name = null) => Builder.Node("AveragePool", Path(name, "avgpool"), [this],
        Slide(window, Channels), Type, [.. Sliding(window), ("ceil_mode", window.RoundUp ? 1L : 0L), ("count_include_pad", countPadding ? 1L : 0L)]);

    /// <summary>The mean over space: (N, C, H, W) to (N, C, 1, 1).</summary>
    public Wire GlobalAveragePool(string? name = null) => Builder.Node("GlobalAveragePool", Path(name, "avgpool"), [this], [Shape[0], Shape[1], 1, 1], Type);

    /// <summary>The mean over space as a vector: (N, C, H, W) to (N, C).</summary>
    public Wire MeanOverSpace(string? pool = null, string? flatten = null) => GlobalAveragePool(pool).Flatten(flatten);

    /// <summary>PyTorch's adaptive pooling to size x size, for images whose height and width are multiples of it.</summary>
    /// <exception cref="GraftException">The sizes are not multiples, where windows would differ in size.</exception>
    public Wire AdaptiveAveragePool(int size, string? name = null)
    {
        if (Size(2) == size && Size(3) == size) return this;
        if (Size(2) % size != 0 || Size(3) % size != 0)
            throw new GraftException($"{Builder.Name}: expected height and width of {this} to be multiples of {size}; use the network's own image size.");
        int rows = (int)Size(2) / size, columns = (int)Size(3) / size;
        return Builder.Node("AveragePool", Path(name, "avgpool"), [this], [Shape[0], Shape[1], size, size], Type,
            ("kernel_shape", new long[] { rows, columns }), ("strides", new long[] { rows, columns }));
    }

    /// <summary>Surrounds an image with zeros: before and after, for height and width.</summary>
    public Wire PadImage(int top, int left, int bottom, int right, string? name = null) => Pad([0, 0, top, left], [0, 0, bottom, right], name);

    private Dimension[] Slide(Window window, long channels)
    {
        (Dimension height, Dimension width) = window.OutputOf(this);
        return [Shape[0], channels, height, width];
    }

    private (string, object)[] Sliding(Window window) =>
        [("kernel_shape", window.Kernel), ("strides", window.Strides), ("pads", window.PadsFor(this))];
}
