using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>Functions of one number without attributes, applied to each element: any shape to the same shape.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/"/>
internal static class Elementwise
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.Unary("Abs", x => x.abs()),
        Operator.Unary("Acos", x => x.acos()),
        Operator.Unary("Acosh", x => x.acosh()),
        Operator.Unary("Asin", x => x.asin()),
        Operator.Unary("Asinh", x => x.asinh()),
        Operator.Unary("Atan", x => x.atan()),
        Operator.Unary("Atanh", x => x.atanh()),
        Operator.Unary("BitwiseNot", x => x.bitwise_not()),
        Operator.Unary("Ceil", x => x.ceil()),
        Operator.Unary("Cos", x => x.cos()),
        Operator.Unary("Cosh", x => x.cosh()),
        Operator.Unary("Erf", x => x.erf()),
        Operator.Unary("Exp", x => x.exp()),
        Operator.Unary("Floor", x => x.floor()),
        Operator.Unary("HardSwish", x => x.hardswish()),
        Operator.Unary("Identity", x => x.alias()),
        Operator.Unary("IsNaN", x => x.isnan()),
        Operator.Unary("Log", x => x.log()),
        Operator.Unary("Mish", x => nn.functional.mish(x)),
        Operator.Unary("Neg", x => x.neg()),
        Operator.Unary("Not", x => x.logical_not()),
        Operator.Unary("Reciprocal", x => x.reciprocal()),
        Operator.Unary("Relu", x => x.relu()),
        Operator.Unary("Round", x => x.round()),                                  // halves to the even neighbour, as ONNX
        Operator.Unary("Sigmoid", x => x.sigmoid()),
        Operator.Unary("Sign", x => x.sign()),
        Operator.Unary("Sin", x => x.sin()),
        Operator.Unary("Sinh", x => x.sinh()),
        Operator.Unary("Softplus", x => nn.functional.softplus(x)),
        Operator.Unary("Softsign", x => x.div(x.abs().add(Scalars.One, Scalars.One))),
        Operator.Unary("Sqrt", x => x.sqrt()),
        Operator.Unary("Tan", x => x.tan()),
        Operator.Unary("Tanh", x => x.tanh()),
    ];
}
