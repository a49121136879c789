using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>SpaceToDepth: (N, C, H, W) to (N, C b b, H / b, W / b). DepthToSpace: the reverse, with the block's axes before the channels (DCR) or after (CRD).</summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__SpaceToDepth.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__DepthToSpace.html"/>
internal static class Blocks
{
    public static IReadOnlyList<Operator> All { get; } = [Operator.One("SpaceToDepth", ToDepth), Operator.One("DepthToSpace", ToSpace)];

    private static Tensor ToDepth(Call call)
    {
        long b = call.Node.Int("blocksize", atLeast: 1);
        long[] s = call[0].shape;
        return call[0].reshape(s[0], s[1], s[2] / b, b, s[3] / b, b).permute(0, 3, 5, 1, 2, 4).reshape(s[0], s[1] * b * b, s[2] / b, s[3] / b);
    }

    private static Tensor ToSpace(Call call)
    {
        long b = call.Node.Int("blocksize", atLeast: 1);
        long[] s = call[0].shape;
        long channels = s[1] / (b * b);
        Tensor parts = call.Node.Text("mode", "DCR") == "CRD" ? call[0].reshape(s[0], channels, b, b, s[2], s[3]).permute(0, 1, 4, 2, 5, 3)
            : call[0].reshape(s[0], b, b, channels, s[2], s[3]).permute(0, 3, 4, 1, 5, 2);
        return parts.reshape(s[0], channels, s[2] * b, s[3] * b);
    }
}
