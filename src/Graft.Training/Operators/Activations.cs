using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>Activations with attributes, applied to each element: any shape to the same shape.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/"/>
internal static class Activations
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("Celu", c => c[0].celu(Scalars.Of(c.Node.Float("alpha", 1)))),
        Operator.One("Elu", c => c[0].elu(Scalars.Of(c.Node.Float("alpha", 1)), Scalars.One, Scalars.One)),
        Operator.One("Gelu", c => c[0].gelu(c.Node.Text("approximate", "none") == "tanh" ? TorchSharp.Modules.GELU.Approximate.tanh : TorchSharp.Modules.GELU.Approximate.none)),
        Operator.One("HardSigmoid", HardSigmoid),
        Operator.One("LeakyRelu", c => c[0].leaky_relu(Scalars.Of(c.Node.Float("alpha", 0.01f)))),
        Operator.Binary("PRelu", (x, slope) => x.relu().sub(slope.mul(x.neg().relu()))),
        Operator.One("Selu", c => c[0].elu(Scalars.Of(c.Node.Float("alpha", 1.67326319217681884765625f)), Scalars.Of(c.Node.Float("gamma", 1.05070102214813232421875f)), Scalars.One)),
        Operator.One("Shrink", Shrink),
        Operator.One("Swish", Swish),
        Operator.One("ThresholdedRelu", c => c[0].threshold(Scalars.Of(c.Node.Float("alpha", 1)), Scalars.Zero)),
    ];

    // max(0, min(1, alpha * x + beta)); PyTorch's own slope has a fused kernel.
    private static Tensor HardSigmoid(Call call)
    {
        float alpha = call.Node.Float("alpha", 0.2f), beta = call.Node.Float("beta", 0.5f);
        if (alpha == 1f / 6 && beta == 0.5f) return call[0].hardsigmoid();
        return call[0].mul(Scalars.Of(alpha)).add(Scalars.Of(beta), Scalars.One).clamp(Scalars.Zero, Scalars.One);
    }

    // x * sigmoid(alpha * x)
    private static Tensor Swish(Call call)
    {
        float alpha = call.Node.Float("alpha", 1);
        return alpha == 1 ? call[0].silu() : call[0].mul(call[0].mul(Scalars.Of(alpha)).sigmoid());
    }

    // x + bias below -lambd, x - bias above lambd, 0 between
    private static Tensor Shrink(Call call)
    {
        Tensor x = call[0], zero = zeros_like(x);
        TorchSharp.Scalar bias = Scalars.Of(call.Node.Float("bias", 0)), limit = Scalars.Of(call.Node.Float("lambd", 0.5f)), lower = Scalars.Of(-call.Node.Float("lambd", 0.5f));
        Tensor above = where(x.gt(limit), x.sub(bias), zero);
        return where(x.lt(lower), x.add(bias, Scalars.One), above).to_type(x.dtype);
    }
}
