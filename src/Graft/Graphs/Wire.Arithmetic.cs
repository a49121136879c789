namespace Graft.Graphs;

/// <content>Linear layers, sums and products.</content>
public sealed partial class Wire
{
    /// <summary>
    /// Linear layer on the last axis. Parameters under PyTorch's shapes: name.weight (outputs, inputs), name.bias (outputs). Rank 2 is one Gemm;
    /// higher ranks are a MatMul with the transposed weight.
    /// </summary>
    public Wire Linear(string name, long outputs, bool bias = true)
    {
        Wire weight = Builder.Parameter($"{name}.weight", outputs, Size(-1));
        return Linear(name, weight, bias ? Builder.Parameter($"{name}.bias", outputs) : null);
    }

    /// <summary>Linear layer with given parameters: weight (outputs, inputs) and bias (outputs) or none.</summary>
    public Wire Linear(string name, Wire weight, Wire? bias)
    {
        Dimension[] shape = WithSize(-1, weight.Shape[0]);
        if (Rank == 2) return Builder.Node("Gemm", name, bias is null ? [this, weight] : [this, weight, bias], shape, Type, ("transB", 1L));
        Wire product = Builder.Node("MatMul", bias is null ? name : $"{name}.matmul", [this, weight.Transpose([1, 0], $"{name}.transpose")], shape, Type);
        return bias is null ? product : Builder.Node("Add", name, [product, bias], shape, Type);
    }

    /// <summary>Matrix product over the last two axes; the leading ones are broadcast.</summary>
    public Wire MatMul(Wire other, string? name = null)
    {
        IReadOnlyList<Dimension> lead = Broadcast([.. Shape.SkipLast(2)], [.. other.Shape.SkipLast(2)]);
        return Builder.Node("MatMul", Path(name, "matmul"), [this, other], [.. lead, Shape[^2], other.Shape[^1]], Type);
    }

    /// <summary>Elementwise sum, broadcast.</summary>
    public Wire Add(Wire other, string? name = null) => Binary("Add", other, name, "add");

    /// <summary>Elementwise difference, broadcast.</summary>
    public Wire Subtract(Wire other, string? name = null) => Binary("Sub", other, name, "sub");

    /// <summary>Elementwise product, broadcast.</summary>
    public Wire Multiply(Wire other, string? name = null) => Binary("Mul", other, name, "mul");

    /// <summary>Elementwise quotient, broadcast.</summary>
    public Wire Divide(Wire other, string? name = null) => Binary("Div", other, name, "div");

    /// <summary>Product with a fixed number.</summary>
    public Wire Scale(float factor, string? name = null)
    {
        string path = Path(name, "scale");
        return Multiply(Builder.Constant($"{path}.factor", TensorData.Scalar(factor)), path);
    }

    private Wire Binary(string opType, Wire other, string? name, string kind) =>
        Builder.Node(opType, Path(name, kind), [this, other], Broadcast(Shape, other.Shape), Type);

    private IReadOnlyList<Dimension> Broadcast(IReadOnlyList<Dimension> a, IReadOnlyList<Dimension> b)
    {
        int rank = Math.Max(a.Count, b.Count);
        return [.. Enumerable.Range(0, rank).Select(i => Broadcast(At(a, i - rank + a.Count), At(b, i - rank + b.Count)))];
    }

    private Dimension Broadcast(Dimension a, Dimension b) => a == b || b.Value == 1 ? a : a.Value == 1 ? b
        : a.Value is null ? b : b.Value is null ? a
        : throw new GraftException($"{Builder.Name}: shapes at '{Name}' do not broadcast: {a} and {b}.");

    private static Dimension At(IReadOnlyList<Dimension> shape, int axis) => axis < 0 ? 1 : shape[axis];
}
