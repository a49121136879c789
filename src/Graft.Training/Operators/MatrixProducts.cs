using Graft.Graphs;
using Graft.Training.Execution;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// MatMul: (..., M, K) and (..., K, N) to (..., M, N), leading axes broadcast, vectors as numpy. Gemm: alpha * A' * B' + beta * C with A' (M, K), B' (K, N)
/// and C broadcast to (M, N). Einsum: Einstein's sums. Shapes are checked here, as a wrong one would end the process.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__MatMul.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Gemm.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Einsum.html"/>
internal static class MatrixProducts
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("MatMul", c => Product(c, c[0], c[1])),
        Operator.One("Gemm", Gemm),
        Operator.One("Einsum", c => einsum(c.Node.Text("equation").Replace(" ", "", StringComparison.Ordinal), [.. c.Inputs.Select((_, i) => c[i])])),
    ];

    /// <summary>A matrix product whose shapes are checked.</summary>
    public static Tensor Product(Call call, Tensor a, Tensor b)
    {
        long[] left = a.shape, right = b.shape;
        bool fits = left.Length > 0 && right.Length > 0 && left[^1] == right[right.Length > 1 ? ^2 : ^1] && (a.dtype == b.dtype || Autocast.IsOn)
            && Broadcasts([.. left.SkipLast(2)], [.. right.SkipLast(2)]);
        if (!fits) throw call.Fault($"expected factors of one type whose inner sizes agree, got {TensorData.Describe(left)} and {TensorData.Describe(right)}");
        return a.is_floating_point() ? a.matmul(b) : a.to_type(ScalarType.Float64).matmul(b.to_type(ScalarType.Float64)).to_type(a.dtype);
    }

    private static bool Broadcasts(long[] a, long[] b) => a.Reverse().Zip(b.Reverse()).All(p => p.First == p.Second || p.First == 1 || p.Second == 1);

    private static Tensor Gemm(Call call)
    {
        float alpha = call.Node.Float("alpha", 1), beta = call.Node.Float("beta", 1);
        Tensor a = call.Node.Int("transA", 0) == 1 ? call[0].t() : call[0];
        Tensor? c = call.Optional(2);
        if (call.Node.Int("transB", 0) == 1 && alpha == 1 && (c is null || beta == 1 && c.dim() == 1 && c.shape[0] == call[1].shape[0])) return nn.functional.linear(a, call[1], c);
        Tensor product = Product(call, a, call.Node.Int("transB", 0) == 1 ? call[1].t() : call[1]);
        if (alpha != 1) product = product.mul(Scalars.Of(alpha));
        return c is null ? product : product.add(c, beta == 1 ? Scalars.One : Scalars.Of(beta));
    }
}
