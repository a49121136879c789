using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// MaxPool, AveragePool, LpPool: (N, C, spatial...) to (N, C, spatial'...); Global*Pool: to (N, C, 1, ...). With ceil_mode a last window that hangs over the end
/// counts, if it starts inside the input or its padding before.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__AveragePool.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__LpPool.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__GlobalAveragePool.html"/>
internal static class Pooling
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("AveragePool", Average),
        Operator.One("LpPool", Lp),
        Operator.Unary("GlobalAveragePool", x => x.mean(Spatial(x), keepdim: true)),
        Operator.Unary("GlobalMaxPool", x => x.amax(Spatial(x), keepdim: true)),
        Operator.One("GlobalLpPool", c => Root(Power(c[0], c.Node.Int("p", 2)).sum(Spatial(c[0]), keepdim: true), c.Node.Int("p", 2))),
    ];

    private static long[] Spatial(Tensor x) => [.. Enumerable.Range(2, (int)x.dim() - 2).Select(a => (long)a)];

    private static Tensor Average(Call call)
    {
        SlidingWindow window = SlidingWindow.Of(call);
        bool withPads = call.Node.Int("count_include_pad", 0) == 1;
        return window.FitsLibtorch ? Pool(call, window, withPads) : BySums(call[0], window, withPads);
    }

    private static Tensor Pool(Call call, SlidingWindow window, bool withPads) => window.Rank switch
    {
        1 => nn.functional.avg_pool1d(call[0], window.Kernel[0], window.Strides[0], window.Before[0], window.RoundUp, withPads),
        2 => nn.functional.avg_pool2d(call[0], window.Kernel, window.Strides, window.Before, window.RoundUp, withPads),
        3 => nn.functional.avg_pool3d(call[0], window.Kernel, window.Strides, window.Before, window.RoundUp, withPads),
        _ => throw call.Fault("expected one to three spatial axes"),
    };

    // Uneven paddings and dilations: the sum over each window by the number of values in it.
    private static Tensor BySums(Tensor x, SlidingWindow window, bool withPads)
    {
        using Tensor ones = ones_like(x[0, 0].detach()).unsqueeze(0).unsqueeze(0);
        Tensor inside = withPads ? window.PadOver(window.Pad(ones, 1), 0) : window.PadOver(window.Pad(ones, 0), 0);
        return Sums(window.PadOver(window.Pad(x, 0), 0), window).div(Sums(inside, window));
    }

    private static Tensor Lp(Call call)
    {
        SlidingWindow window = SlidingWindow.Of(call);
        long p = call.Node.Int("p", 2);
        return Root(Sums(window.PadOver(window.Pad(Power(call[0], p), 0), 0), window), p);
    }

    // Axis by axis: unfold views the windows, whose every dilation-th value counts.
    private static Tensor Sums(Tensor x, SlidingWindow window)
    {
        for (int i = 0; i < window.Rank; i++)
        {
            Tensor windows = x.unfold(i + 2, window.Reach(i), window.Strides[i]);
            x = windows.slice(-1, 0, windows.shape[^1], window.Dilations[i]).sum([-1]);
        }
        return x;
    }

    private static Tensor Power(Tensor x, long p) => p == 1 ? x.abs() : p == 2 ? x.square() : x.abs().pow(Scalars.Of(p));

    private static Tensor Root(Tensor x, long p) => p == 1 ? x : p == 2 ? x.sqrt() : x.pow(Scalars.Of(1.0 / p));
}
