using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>An ONNX operator as libtorch calls. Shapes and dtypes are checked where libtorch would not do so, or would not say what is wrong.</summary>
/// <param name="OpType">ONNX's name.</param>
/// <param name="Run">Computes the outputs, in the operator's order; absent ones may be null. Temporary tensors are freed by the caller's dispose scope.</param>
internal sealed record Operator(string OpType, Func<Call, Tensor?[]> Run)
{
    /// <summary>Whether two runs on the same inputs may differ, so that it is never folded into a constant.</summary>
    public bool IsRandom { get; init; }

    /// <summary>An operator with one output.</summary>
    public static Operator One(string opType, Func<Call, Tensor> run) => new(opType, call => [run(call)]);

    /// <summary>An operator of one input and no attributes.</summary>
    public static Operator Unary(string opType, Func<Tensor, Tensor> run) => new(opType, call => [run(call[0])]);

    /// <summary>An operator of two inputs, broadcast to each other as numpy does, and no attributes.</summary>
    public static Operator Binary(string opType, Func<Tensor, Tensor, Tensor> run) => new(opType, call => [run(call[0], call[1])]);
}
