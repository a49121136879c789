namespace Graft.Graphs.Lowering;

/// <summary>Attention (opset 23): softmax(q kᵀ scale + mask) v with matrix products, over inputs with heads (N, H, T, d) or without (N, T, H d). Vaswani et al. 2017, arXiv:1706.03762.</summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Attention.html"/>
internal sealed class AttentionRule : LoweringRule
{
    public override string OpType => "Attention";

    public override int Since => 23;

    public override void Rewrite(Node node, Lowered to)
    {
        if (Unsupported(node) is string reason)
        {
            to.Fault($"{node.Label}: {reason}, which Graft has no rule for");
            return;
        }
        if (ScaleOf(node, to) is not float scale)
        {
            to.Fault($"{node.Label}: the width of its heads is not known, so its scale can't be written");
            return;
        }
        string y = node.Outputs[0];
        long? heads = node.Has("q_num_heads") ? node.Int("q_num_heads") : null;
        string query = Heads(node.Inputs[0], "query", [0, 2, 1, 3], to, y, heads), value = Heads(node.Inputs[2], "value", [0, 2, 1, 3], to, y, heads);
        string key = heads is null ? to.Add("Transpose", $"{y}/key", [node.Inputs[1]], ("perm", new long[] { 0, 1, 3, 2 })) : Heads(node.Inputs[1], "key", [0, 2, 3, 1], to, y, heads);
        string scaled = to.Add("Mul", $"{y}/scaled", [query, to.Constant($"{y}/scale", TensorData.Scalar(scale))]);
        string scores = Masked(to.Add("MatMul", $"{y}/scores", [scaled, key]), node.Input(3), to, y);
        string weights = to.Add("Softmax", $"{y}/weights", [scores], ("axis", -1L));
        if (heads is null) to.Add("MatMul", y, [weights, value]);
        else Join(to.Add("MatMul", $"{y}/heads", [weights, value]), to, y);
    }

    private static string? Unsupported(Node node) => node.Outputs.Skip(1).Any(o => o.Length > 0) || node.Input(4) is not null || node.Input(5) is not null ? "it keeps keys and values of the past"
        : node.Int("is_causal", 0) != 0 ? "it is causal"
        : node.Has("softcap") && node.Float("softcap") != 0 ? "it caps its scores"
        : node.Int("q_num_heads", 0) != node.Int("kv_num_heads", 0) ? "its queries have other heads than its keys" : null;

    private static float? ScaleOf(Node node, Lowered to)
    {
        if (node.Has("scale")) return node.Float("scale");
        return to.Find(node.Inputs[0])?.Shape is [.., { Value: long width }] ? (float)(1 / Math.Sqrt((double)width / node.Int("q_num_heads", 1))) : null;
    }

    /// <summary>(N, T, H d) to the axes (N, T, H, d) in another order; what has heads already stays.</summary>
    private static string Heads(string tensor, string name, long[] order, Lowered to, string y, long? heads)
    {
        if (heads is not long count) return tensor;
        string parts = to.Add("Reshape", $"{y}/{name}/parts", [tensor, to.Constant($"{y}/{name}/shape", TensorData.Longs(0, 0, count, -1))]);
        return to.Add("Transpose", $"{y}/{name}", [parts], ("perm", order));
    }

    /// <summary>Adds a mask of numbers, or one that is hardly more than nothing where a mask of truths says no.</summary>
    private static string Masked(string scores, string? mask, Lowered to, string y)
    {
        if (mask is null) return scores;
        if (to.Find(mask)?.Type != ElementType.Bool) return to.Add("Add", $"{y}/masked", [scores, mask]);
        string none = to.Constant($"{y}/none", TensorData.Scalar(float.MinValue)), all = to.Constant($"{y}/all", TensorData.Scalar(0f));
        return to.Add("Add", $"{y}/masked", [scores, to.Add("Where", $"{y}/mask", [mask, all, none])]);
    }

    /// <summary>(N, H, T, d) to (N, T, H d).</summary>
    private static void Join(string heads, Lowered to, string y)
    {
        string last = to.Add("Transpose", $"{y}/last", [heads], ("perm", new long[] { 0, 2, 1, 3 }));
        to.Add("Reshape", y, [last, to.Constant($"{y}/shape", TensorData.Longs(0, 0, -1))]);
    }
}
