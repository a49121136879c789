using Graft.Graphs;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// ConvTranspose: (N, C, spatial...) and weight (C, M / group, kernel...) to (N, M, spatial'...) with spatial' = (size - 1) * stride + output_padding +
/// dilation * (kernel - 1) + 1 - pads, or as output_shape says. Computed without padding and cut, as ONNX may cut both ends differently.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__ConvTranspose.html"/>
internal static class ConvTranspose
{
    public static IReadOnlyList<Operator> All { get; } = [Operator.One("ConvTranspose", Run)];

    private static Tensor Run(Call call)
    {
        Node node = call.Node;
        Tensor x = call[0], weight = call[1];
        if (x.dim() != weight.dim()) throw call.Fault("expected input and weight of the same rank");
        int rank = (int)x.dim() - 2;
        long[] ones = [.. Enumerable.Repeat(1L, rank)], kernel = [.. weight.shape.Skip(2)], strides = node.Ints("strides", ones), dilations = node.Ints("dilations", ones);
        long[] extra = node.Ints("output_padding", new long[rank]), full = [.. kernel.Select((k, i) => (x.shape[i + 2] - 1) * strides[i] + dilations[i] * (k - 1) + 1)];
        (long[] before, long[] size) = Cut(call, full, extra, strides);
        Tensor whole = Whole(call, x, weight, strides, dilations, node.Int("group", 1, atLeast: 1));
        for (int i = 0; i < rank; i++) whole = Window(whole, i + 2, before[i], size[i]);
        return call.Optional(2) is { } bias ? whole.add(bias.reshape([1, -1, .. ones]), Scalars.One) : whole;
    }

    private static Tensor Whole(Call call, Tensor x, Tensor weight, long[] strides, long[] dilations, long groups) => strides.Length switch
    {
        1 => nn.functional.conv_transpose1d(x, weight, null, strides[0], 0, 0, dilations[0], groups),
        2 => nn.functional.conv_transpose2d(Layout.ChannelsLast(x), weight, null, strides, [0, 0], [0, 0], dilations, groups),
        3 => nn.functional.conv_transpose3d(x, weight, null, strides, [0, 0, 0], [0, 0, 0], dilations, groups),
        _ => throw call.Fault("expected one to three spatial axes"),
    };

    // How much of the whole result lies before what is wanted, and how large that is, per axis.
    private static (long[] Before, long[] Size) Cut(Call call, long[] full, long[] extra, long[] strides)
    {
        Node node = call.Node;
        string mode = node.Text("auto_pad", "NOTSET");
        if (node.Has("output_shape") || mode is "SAME_UPPER" or "SAME_LOWER")
        {
            long[] wanted = node.Has("output_shape") ? [.. node.Ints("output_shape").TakeLast(full.Length)] : [.. strides.Select((s, i) => call[0].shape[i + 2] * s)];
            long[] total = [.. full.Select((f, i) => f + extra[i] - wanted[i])];
            // An odd pixel is cut at the beginning, unless the upper end is to be padded.
            return ([.. total.Select(t => mode == "SAME_UPPER" ? Half(t) : t - Half(t))], wanted);
        }
        long[] pads = node.Ints("pads", new long[2 * full.Length]);
        return (pads[..full.Length], [.. full.Select((f, i) => f + extra[i] - pads[i] - pads[i + full.Length])]);
    }

    // Rounded down, also where the result is to be larger than the whole.
    private static long Half(long value) => value >> 1;

    // Beyond the whole result there are zeros.
    private static Tensor Window(Tensor x, int axis, long before, long size)
    {
        long end = before + size, from = Math.Max(before, 0), to = Math.Min(end, x.shape[axis]);
        Tensor inside = x.slice(axis, from, to, 1);
        if (before >= 0 && end <= x.shape[axis]) return inside;
        long[] pads = new long[2 * (x.dim() - axis)];
        (pads[^2], pads[^1]) = (Math.Max(-before, 0), Math.Max(end - x.shape[axis], 0));
        return nn.functional.pad(inside, pads);
    }
}
