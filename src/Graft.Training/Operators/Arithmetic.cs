using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>Arithmetic of two or more tensors, broadcast to each other as numpy does.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/"/>
internal static class Arithmetic
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.Binary("Add", Sum),
        Operator.Binary("Sub", (a, b) => a.sub(b)),
        Operator.Binary("Mul", (a, b) => a.mul(b)),
        Operator.Binary("Div", Divide),
        Operator.Binary("Pow", Power),
        Operator.One("Mod", c => c.Node.Int("fmod", 0) == 1 ? c[0].fmod(c[1]) : c[0].remainder(c[1])),
        Operator.One("Sum", c => Inputs(c).Aggregate(Sum)),
        Operator.One("Mean", c => Inputs(c).Aggregate(Sum).div(Scalars.Of((double)c.Inputs.Count))),
        Operator.One("Max", c => Inputs(c).Aggregate(maximum)),
        Operator.One("Min", c => Inputs(c).Aggregate(minimum)),
        Operator.One("Clip", Clip),
    ];

    private static Tensor Sum(Tensor a, Tensor b) => a.add(b, Scalars.One);

    private static IEnumerable<Tensor> Inputs(Call call) => call.Inputs.Select((_, i) => call[i]);

    // ONNX divides integers towards zero.
    private static Tensor Divide(Tensor a, Tensor b) => a.is_floating_point() ? a.div(b) : a.div(b, RoundingMode.trunc);

    // The result has the base's type, whatever the exponent's; integers are raised in float64.
    private static Tensor Power(Tensor x, Tensor exponent)
    {
        if (!x.is_floating_point() && exponent.is_floating_point()) return x.to_type(ScalarType.Float64).pow(exponent).to_type(x.dtype);
        return x.pow(exponent).to_type(x.dtype);
    }

    // Bounds are attributes before opset 11 and optional inputs since.
    private static Tensor Clip(Call call)
    {
        Scalar? low = Bound(call, 1, "min"), high = Bound(call, 2, "max");
        return low is null && high is null ? call[0].alias() : high is null ? call[0].clamp_min(low!) : low is null ? call[0].clamp_max(high) : call[0].clamp(low, high);
    }

    private static Scalar? Bound(Call call, int input, string attribute)
    {
        double? bound = call.Optional(input) is not null ? call.Number(input) : call.Node.Has(attribute) ? call.Node.Float(attribute) : null;
        return bound is not double number ? null : call[0].is_floating_point() ? Scalars.Of(number) : Scalars.Of(checked((long)number));
    }
}
