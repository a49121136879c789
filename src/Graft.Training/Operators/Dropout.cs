using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// Dropout: in training zeroes a share of the elements and scales the rest by 1 / (1 - share), drawn from libtorch's global generator; else the identity.
/// The share is an attribute before opset 12 and an input since (0.5). The second output tells what was kept.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Dropout.html"/>
internal static class Dropout
{
    public static IReadOnlyList<Operator> All { get; } = [new("Dropout", Run) { IsRandom = true }];

    private static Tensor?[] Run(Call call)
    {
        double share = call.Optional(1) is not null ? call.Number(1) : call.Node.Float("ratio", 0.5f);
        bool masked = call.Node.Outputs.Count > 1;
        if (!call.Training || share == 0) return masked ? [call[0].alias(), ones_like(call[0]).to_type(ScalarType.Bool)] : [call[0].alias()];
        if (!masked) return [nn.functional.dropout(call[0], share, training: true)];
        Tensor kept = rand_like(call[0]).ge(Scalars.Of(share));
        return [call[0].mul(kept.to_type(call[0].dtype)).div(Scalars.Of(1 - share)), kept];
    }
}
