using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>Comparisons, logic and choice, broadcast as numpy does; comparisons give booleans.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/"/>
internal static class Logic
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.Binary("Equal", (a, b) => a.eq(b)),
        Operator.Binary("Less", (a, b) => a.lt(b)),
        Operator.Binary("LessOrEqual", (a, b) => a.le(b)),
        Operator.Binary("Greater", (a, b) => a.gt(b)),
        Operator.Binary("GreaterOrEqual", (a, b) => a.ge(b)),
        Operator.Binary("And", (a, b) => a.logical_and(b)),
        Operator.Binary("Or", (a, b) => a.logical_or(b)),
        Operator.Binary("Xor", (a, b) => a.logical_xor(b)),
        Operator.Binary("BitwiseAnd", (a, b) => a.bitwise_and(b)),
        Operator.Binary("BitwiseOr", (a, b) => a.bitwise_or(b)),
        Operator.Binary("BitwiseXor", (a, b) => a.bitwise_xor(b)),
        Operator.One("BitShift", c => c.Node.Text("direction") == "LEFT" ? c[0].bitwise_left_shift(c[1]) : c[0].bitwise_right_shift(c[1])),
        Operator.One("IsInf", IsInfinite),
        Operator.One("Where", c => where(c[0], c[1], c[2])),
    ];

    private static Tensor IsInfinite(Call call)
    {
        bool negative = call.Node.Int("detect_negative", 1) == 1, positive = call.Node.Int("detect_positive", 1) == 1;
        return (negative, positive) switch
        {
            (true, true) => call[0].isinf(),
            (true, false) => call[0].isneginf(),
            (false, true) => call[0].isposinf(),
            _ => zeros_like(call[0]).to_type(ScalarType.Bool),
        };
    }
}
