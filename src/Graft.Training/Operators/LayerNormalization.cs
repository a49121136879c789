using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>LayerNormalization: over all axes from 'axis' on; scale and bias have those axes. Also puts out mean and inverse deviation, with kept axes of size 1.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__LayerNormalization.html"/>
internal static class LayerNormalization
{
    public static IReadOnlyList<Operator> All { get; } = [new("LayerNormalization", Run)];

    private static Tensor?[] Run(Call call)
    {
        Tensor x = call[0];
        double epsilon = call.Node.Float("epsilon", 1e-5f);
        int axis = call.AxisOf(x.dim(), -1);
        long[] normalised = x.shape[axis..];
        bool whole = call[1].shape.SequenceEqual(normalised) && (call.Optional(2)?.shape.SequenceEqual(normalised) ?? true);
        Tensor y = nn.functional.layer_norm(x, normalised, whole ? call[1] : null, whole ? call.Optional(2) : null, epsilon);
        if (!whole) y = call.Optional(2) is { } bias ? y.mul(call[1]).add(bias, Scalars.One) : y.mul(call[1]);
        return call.Node.Outputs.Count == 1 ? [y] : [y, .. Statistics(x, axis, epsilon)];
    }

    private static Tensor[] Statistics(Tensor x, int axis, double epsilon)
    {
        long[] axes = [.. Enumerable.Range(axis, (int)x.dim() - axis).Select(a => (long)a)];
        Tensor mean = x.mean(axes, keepdim: true);
        return [mean, x.sub(mean).square().mean(axes, keepdim: true).add(Scalars.Of(epsilon), Scalars.One).rsqrt()];
    }
}
