using Graft.Graphs;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// Products of quantised tensors: MatMulInteger and ConvInteger give int32 sums of (a - zero point) * (b - zero point); QLinearMatMul and QLinearConv scale them and
/// quantise the result. Computed in float64, which holds such sums exactly.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__MatMulInteger.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__QLinearConv.html"/>
internal static class IntegerProducts
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("MatMulInteger", c => MatrixProducts.Product(c, Shifted(c[0], c.Optional(2), true), Shifted(c[1], c.Optional(3), false)).to_type(ScalarType.Int32)),
        Operator.One("ConvInteger", c => Convolve(c, Shifted(c[0], c.Optional(2), null), Shifted(c[1], c.Optional(3), null), null).to_type(ScalarType.Int32)),
        Operator.One("QLinearMatMul", c => Quantised(c, MatrixProducts.Product(c, Scaled(c[0], c[1], c[2], true), Scaled(c[3], c[4], c[5], false)), c[6], c[7])),
        Operator.One("QLinearConv", c => Quantised(c, Convolve(c, Scaled(c[0], c[1], c[2], null), Scaled(c[3], c[4], c[5], null), Bias(c)), c[6], c[7])),
    ];

    private static Tensor Convolve(Call call, Tensor x, Tensor weight, Tensor? bias) => Convolutions.Conv(call with { Inputs = [x, weight, bias] });

    private static Tensor? Bias(Call call) => call.Optional(8)?.to_type(ScalarType.Float64).mul(call[1].to_type(ScalarType.Float64)).mul(call[4].to_type(ScalarType.Float64));

    private static Tensor Scaled(Tensor x, Tensor scale, Tensor zero, bool? rows) => Shifted(x, zero, rows).mul(Along(scale.to_type(ScalarType.Float64), x, rows));

    private static Tensor Shifted(Tensor x, Tensor? zero, bool? rows) => zero is null ? x.to_type(ScalarType.Float64)
        : x.to_type(ScalarType.Float64).sub(Along(zero.to_type(ScalarType.Float64), x, rows));

    // A vector goes with the rows of the first factor, the columns of the second, or (null) the output channels of a kernel.
    private static Tensor Along(Tensor values, Tensor x, bool? rows) => values.numel() == 1 ? values.reshape([]) : values.dim() > 1 ? values
        : rows is null ? values.reshape([-1, .. x.shape[1..].Select(_ => 1L)]) : rows.Value ? values.unsqueeze(-1) : values;

    private static Tensor Quantised(Call call, Tensor y, Tensor scale, Tensor zero)
    {
        Call quantise = new(new Node("QuantizeLinear", ["y", "scale", "zero"], ["q"], call.Node.Name), call.Opset, [y, scale.to_type(ScalarType.Float64), zero]);
        return Quantization.Quantize(quantise);
    }
}
