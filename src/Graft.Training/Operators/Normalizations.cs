using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>Normalisations without running statistics; the shape stays.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__LRN.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__LpNormalization.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__InstanceNormalization.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__GroupNormalization.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__RMSNormalization.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__MeanVarianceNormalization.html"/>
internal static class Normalizations
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("GroupNormalization", Group),
        Operator.One("InstanceNormalization", c => nn.functional.group_norm(c[0], c[0].shape[1], c[1], c[2], c.Node.Float("epsilon", 1e-5f))),
        Operator.One("LRN", LocalResponse),
        Operator.One("LpNormalization", Lp),
        Operator.One("MeanVarianceNormalization", MeanVariance),
        Operator.One("RMSNormalization", RootMeanSquare),
    ];

    // Scale and bias are per channel since opset 21, and per group in 18.
    private static Tensor Group(Call call)
    {
        long groups = call.Node.Int("num_groups", atLeast: 1), channels = call[0].shape[1];
        Tensor Wide(Tensor perGroup) => perGroup.shape[0] == channels ? perGroup : perGroup.repeat_interleave(channels / groups);
        return nn.functional.group_norm(call[0], groups, Wide(call[1]), Wide(call[2]), call.Node.Float("epsilon", 1e-5f));
    }

    // y = x / (bias + alpha / size * sum of squares over 'size' neighbouring channels) ^ beta
    private static Tensor LocalResponse(Call call)
    {
        Tensor x = call[0];
        long size = call.Node.Int("size", atLeast: 1), before = (size - 1) / 2, after = size - 1 - before;
        Tensor squares = x.square().reshape(x.shape[0], 1, x.shape[1], -1);                          // (N, 1, C, pixels)
        Tensor padded = nn.functional.pad(squares, [0, 0, before, after]);
        Tensor mean = nn.functional.avg_pool2d(padded, [size, 1], [1, 1]).reshape(x.shape);
        Tensor root = mean.mul(Scalars.Of(call.Node.Float("alpha", 1e-4f))).add(Scalars.Of(call.Node.Float("bias", 1)), Scalars.One).pow(Scalars.Of(call.Node.Float("beta", 0.75f)));
        return x.div(root);
    }

    // A vector of zeros stays zeros.
    private static Tensor Lp(Call call)
    {
        Tensor x = call[0];
        int axis = call.AxisOf(x.dim(), -1);
        Tensor size = call.Node.Int("p", 2) == 1 ? x.abs().sum([axis], keepdim: true) : x.square().sum([axis], keepdim: true).sqrt();
        return where(size.eq(Scalars.Zero), zeros_like(x), x.div(size));
    }

    private static Tensor MeanVariance(Call call)
    {
        long[] axes = call.Node.Ints("axes", [0, 2, 3]);
        Tensor centred = call[0].sub(call[0].mean(axes, keepdim: true));
        return centred.div(centred.square().mean(axes, keepdim: true).sqrt().add(Scalars.Of(1e-9), Scalars.One));
    }

    // Computed in float32 at least (stash_type), given back in the input's type.
    private static Tensor RootMeanSquare(Call call)
    {
        Tensor x = call[0].dtype is ScalarType.Float16 or ScalarType.BFloat16 ? call[0].to_type(ScalarType.Float32) : call[0];
        int axis = call.AxisOf(x.dim(), -1);
        Tensor mean = x.square().mean([.. Enumerable.Range(axis, (int)x.dim() - axis).Select(a => (long)a)], keepdim: true);
        return x.mul(mean.add(Scalars.Of(call.Node.Float("epsilon", 1e-5f)), Scalars.One).rsqrt()).to_type(call[0].dtype).mul(call[1]);
    }
}
