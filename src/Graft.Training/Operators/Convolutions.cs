using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// Conv: (N, C, spatial...) and weight (M, C / group, kernel...) to (N, M, spatial'...), one to three spatial axes. Images run channels-last where that is right
/// (<see cref="TrustedRoute"/>), which is the faster path of oneDNN; the following operators keep that layout by themselves. A kernel of one pixel is a
/// matrix product over the channels: some calls of oneDNN's channels-last convolution for it even end the process.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Conv.html"/>
internal static class Convolutions
{
    public static IReadOnlyList<Operator> All { get; } = [Operator.One("Conv", Conv)];

    internal static Tensor Conv(Call call)
    {
        Tensor x = call[0], weight = call[1];
        if (x.dim() != weight.dim()) throw call.Fault("expected input and weight of the same rank");
        SlidingWindow window = SlidingWindow.Of(call, [.. weight.shape.Skip(2)]);
        (Tensor padded, long[] pads) = window.PadIfUneven(x, 0);
        long groups = call.Node.Int("group", 1, atLeast: 1);
        Tensor? bias = call.Optional(2);
        return window.Rank switch
        {
            1 => nn.functional.conv1d(padded, weight, bias, window.Strides[0], pads[0], window.Dilations[0], groups),
            2 when groups == 1 && window.Kernel is [1, 1] && pads is [0, 0] && padded.shape[1] == weight.shape[1] => Pointwise(padded, weight, bias, window.Strides),
            2 => TrustedRoute.Run(new(window.Strides, pads, window.Dilations, groups), padded, weight, bias),
            3 => nn.functional.conv3d(padded, weight, bias, window.Strides, pads, window.Dilations, groups),
            _ => throw call.Fault("expected one to three spatial axes"),
        };
    }

    private static Tensor Pointwise(Tensor x, Tensor weight, Tensor? bias, long[] strides)
    {
        Tensor seen = strides is [1, 1] ? x : x.slice(2, 0, x.shape[2], strides[0]).slice(3, 0, x.shape[3], strides[1]);
        return nn.functional.linear(seen.permute(0, 2, 3, 1).contiguous(), weight.flatten(1), bias).permute(0, 3, 1, 2);
    }
}
