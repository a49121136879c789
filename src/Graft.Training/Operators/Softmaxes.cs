using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// Softmax, LogSoftmax, Hardmax: the shape stays. Since opset 13 along one axis (-1); before, over all axes from 'axis' (1) on as if they were one.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Softmax.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__LogSoftmax.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Hardmax.html"/>
internal static class Softmaxes
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("Softmax", c => Along(c, (x, axis) => x.softmax(axis))),
        Operator.One("LogSoftmax", c => Along(c, (x, axis) => x.log_softmax(axis))),
        Operator.One("Hardmax", c => Along(c, Hardmax)),
    ];

    private static Tensor Along(Call call, Func<Tensor, long, Tensor> function)
    {
        Tensor x = call[0];
        int axis = call.AxisOf(x.dim(), call.Opset < 13 ? 1 : -1);
        if (call.Opset >= 13 || axis == x.dim() - 1) return function(x, axis);
        return function(x.reshape([.. x.shape[..axis], -1]), axis).reshape(x.shape);
    }

    private static Tensor Hardmax(Tensor x, long axis) => zeros_like(x).scatter(axis, x.argmax(axis, keepdim: true), ones_like(x));
}
