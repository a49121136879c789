using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>GridSample: an image (N, C, H, W) read at places (N, H', W', 2) from -1 to 1, to (N, C, H', W'). Det: determinants of the last two axes.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__GridSample.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Det.html"/>
internal static class Sampling
{
    public static IReadOnlyList<Operator> All { get; } = [Operator.One("GridSample", Run), Operator.Unary("Det", x => linalg.det(x))];

    private static Tensor Run(Call call)
    {
        GridSampleMode mode = call.Node.Text("mode", "linear") switch
        {
            "bilinear" or "linear" => GridSampleMode.Bilinear,
            "nearest" => GridSampleMode.Nearest,
            { } other => throw call.Fault($"expected the mode linear or nearest, got {other}"),
        };
        GridSamplePaddingMode padding = call.Node.Text("padding_mode", "zeros") switch
        {
            "zeros" => GridSamplePaddingMode.Zeros,
            "border" => GridSamplePaddingMode.Border,
            "reflection" => GridSamplePaddingMode.Reflection,
            { } other => throw call.Fault($"expected the padding zeros, border or reflection, got {other}"),
        };
        return nn.functional.grid_sample(call[0], call[1], mode, padding, call.Node.Int("align_corners", 0) == 1);
    }
}
