using Graft.Graphs;
using Graft.Training.Execution;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>Operators that make tensors of attributes or sizes, and those that change the element type.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/"/>
internal static class Constants
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("Constant", Constant),
        Operator.One("ConstantOfShape", ConstantOfShape),
        Operator.One("Range", Range),
        Operator.One("Cast", c => c[0].to_type(TensorMemory.TypeOf((ElementType)c.Node.Int("to")))),
        Operator.One("CastLike", c => c[0].to_type(c[1].dtype)),
    ];

    private static Tensor Constant(Call call)
    {
        Node node = call.Node;
        if (node.Has("value")) return TensorMemory.Copy(node.Tensor("value"));
        if (node.Has("value_float")) return tensor(node.Float("value_float"));
        if (node.Has("value_floats")) return tensor(node.Floats("value_floats"));
        if (node.Has("value_int")) return tensor(node.Int("value_int"));
        if (node.Has("value_ints")) return tensor(node.Ints("value_ints"));
        throw call.Fault("expected a value of numbers");
    }

    private static Tensor ConstantOfShape(Call call)
    {
        using Tensor value = call.Node.Has("value") ? TensorMemory.Copy(call.Node.Tensor("value")) : tensor(0f);
        return value.reshape(1).expand(call.Longs(0)).clone();
    }

    // Floats count in float64, so that the number of steps is the specified one.
    private static Tensor Range(Call call)
    {
        double start = call.Number(0), limit = call.Number(1), step = call.Number(2);
        long count = Math.Max(0, (long)Math.Ceiling((limit - start) / step));
        if (call[0].is_floating_point()) return tensor(Enumerable.Range(0, (int)count).Select(i => start + i * step).ToArray()).to_type(call[0].dtype);
        return arange(Scalars.Zero, Scalars.Of(count), Scalars.One, dtype: call[0].dtype).mul(call[2]).add(call[0], Scalars.One);
    }
}
