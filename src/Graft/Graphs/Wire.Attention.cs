namespace Graft.Graphs;

/// <content>Attention.</content>
public sealed partial class Wire
{
    /// <summary>
    /// Scaled dot-product attention (Vaswani et al. 2017, arXiv:1706.03762) as one ONNX Attention node (opset 23). This is the query
    /// (N, T, heads * d); keys and values are (N, S, heads * d); the result is (N, T, heads * d).
    /// </summary>
    /// <param name="keys">What is compared with the query.</param>
    /// <param name="values">What is averaged.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="mask">Added to the scores (float) or says what may be seen (bool); broadcast to (N, heads, T, S). Null: everything is seen.</param>
    /// <param name="name">The node's path.</param>
    /// <param name="scale">Factor of the scores; null for 1 / sqrt(d).</param>
    public Wire Attention(Wire keys, Wire values, long heads, Wire? mask = null, string? name = null, float? scale = null)
    {
        (string, object)[] attributes = [("q_num_heads", heads), ("kv_num_heads", heads)];
        if (scale is float factor) attributes = [.. attributes, ("scale", factor)];
        return Builder.Node("Attention", Path(name, "attention"), mask is null ? [this, keys, values] : [this, keys, values, mask],
            WithSize(-1, values.Shape[^1]), Type, attributes);
    }

    /// <summary>The same with heads as an axis of their own: query (N, heads, T, d), keys and values (N, heads, S, d), result (N, heads, T, d).</summary>
    public Wire Attention4(Wire keys, Wire values, Wire mask, string name, float? scale = null) => Builder.Node("Attention", name, [this, keys, values, mask],
        WithSize(-1, values.Shape[^1]), Type, scale is float factor ? [("scale", factor)] : []);
}
