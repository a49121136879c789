using Graft.Graphs;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>Kernel, strides, dilations and paddings of a convolution or pooling, one per spatial axis. Resolves auto_pad.</summary>
/// <param name="Kernel">Sizes.</param>
/// <param name="Strides">Steps.</param>
/// <param name="Dilations">Distances between the kernel's points.</param>
/// <param name="Before">Padding before each spatial axis.</param>
/// <param name="After">Padding after each spatial axis.</param>
/// <param name="RoundUp">Whether a last window may hang over the end (ceil_mode).</param>
internal sealed record SlidingWindow(long[] Kernel, long[] Strides, long[] Dilations, long[] Before, long[] After, bool RoundUp)
{
    /// <summary>Number of spatial axes.</summary>
    public int Rank => Kernel.Length;

    /// <summary>Whether libtorch's pooling can do the padding: both ends alike, and at most half a kernel.</summary>
    public bool FitsLibtorchMax => Before.SequenceEqual(After) && Before.Zip(Kernel).All(p => p.First <= p.Second / 2);

    /// <summary>The same for averages, which know no dilation.</summary>
    public bool FitsLibtorch => FitsLibtorchMax && Dilations.All(d => d == 1);

    /// <summary>How many values a window spans on an axis.</summary>
    public long Reach(int axis) => Dilations[axis] * (Kernel[axis] - 1) + 1;

    /// <summary>Reads the attributes of a node whose input has (N, C, spatial...).</summary>
    public static SlidingWindow Of(Call call, long[]? kernel = null)
    {
        Node node = call.Node;
        kernel = node.Has("kernel_shape") ? node.Ints("kernel_shape") : kernel ?? throw call.Fault("expected the attribute 'kernel_shape'");
        if (call[0].dim() != kernel.Length + 2) throw call.Fault($"expected an input of rank {kernel.Length + 2} for a kernel of {TensorData.Describe(kernel)}");
        long[] ones = [.. kernel.Select(_ => 1L)], strides = node.Ints("strides", ones), dilations = node.Ints("dilations", ones);
        (long[] before, long[] after) = Pads(call, kernel, strides, dilations);
        return new(kernel, strides, dilations, before, after, node.Int("ceil_mode", 0) == 1);
    }

    /// <summary>The input, padded where the two ends differ, and what is left for libtorch to pad.</summary>
    public (Tensor Input, long[] Pads) PadIfUneven(Tensor x, double value) => Before.SequenceEqual(After) ? (x, Before) : (Pad(x, value), new long[Rank]);

    /// <summary>The input with all the padding.</summary>
    public Tensor Pad(Tensor x, double value) => PadEnds(x, Before, After, value);

    /// <summary>A padded input, with as much more behind it as a last window that hangs over needs; what no window reaches stays.</summary>
    public Tensor PadOver(Tensor padded, double value)
    {
        if (!RoundUp) return padded;
        long[] sizes = padded.shape[2..], over = new long[Rank];
        for (int i = 0; i < Rank; i++)
        {
            long room = sizes[i] - Reach(i), steps = (room + Strides[i] - 1) / Strides[i];
            if (steps * Strides[i] >= sizes[i] - After[i]) steps--;                                 // it must start before the padding behind
            over[i] = Math.Max(0, steps * Strides[i] - room);
        }
        return PadEnds(padded, new long[Rank], over, value);
    }

    /// <summary>All windows side by side: (N, C, spatial...) to (N, C, spatial'..., values of a window).</summary>
    public Tensor Unfolded(Tensor x)
    {
        for (int i = 0; i < Rank; i++) x = x.unfold(i + 2, Reach(i), Strides[i]);
        for (int i = 0; i < Rank; i++) x = x.slice(2 + Rank + i, 0, Reach(i), Dilations[i]);
        return x.flatten(2 + Rank);
    }

    // libtorch names the last axis first.
    private static Tensor PadEnds(Tensor x, long[] before, long[] after, double value) => before.All(p => p == 0) && after.All(p => p == 0) ? x
        : nn.functional.pad(x, [.. Enumerable.Range(0, before.Length).Reverse().SelectMany(i => new[] { before[i], after[i] })], PaddingModes.Constant, value);

    private static (long[] Before, long[] After) Pads(Call call, long[] kernel, long[] strides, long[] dilations)
    {
        string mode = call.Node.Text("auto_pad", "NOTSET");
        if (mode is "NOTSET" or "")
        {
            long[] pads = call.Node.Ints("pads", new long[2 * kernel.Length]);
            return (pads[..kernel.Length], pads[kernel.Length..]);
        }
        long[] none = new long[kernel.Length];
        if (mode == "VALID") return (none, none);
        if (mode is not ("SAME_UPPER" or "SAME_LOWER")) throw call.Fault($"expected auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER, got {mode}");
        long[] missing = [.. call[0].shape.Skip(2).Select((size, i) => Missing(size, kernel[i], strides[i], dilations[i]))];
        long[] less = [.. missing.Select(m => m / 2)], more = [.. missing.Select(m => m - m / 2)];
        return mode == "SAME_UPPER" ? (less, more) : (more, less);
    }

    private static long Missing(long size, long kernel, long stride, long dilation) => Math.Max(0, ((size + stride - 1) / stride - 1) * stride + dilation * (kernel - 1) + 1 - size);
}
