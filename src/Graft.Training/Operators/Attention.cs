using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// Attention, opset 23: query (N, T, heads * d) or (N, heads, T, d), keys and values likewise with S, to the query's form. The mask is broadcast to
/// (N, heads, T, S): booleans say what may be seen, numbers are added to the scores. Past keys and values come before the present ones; fewer key heads than
/// query heads are shared in groups. Softcap squeezes the scores into -cap .. cap by tanh.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Attention.html"/>
internal static class Attention
{
    public static IReadOnlyList<Operator> All { get; } = [new("Attention", Run)];

    private static Tensor?[] Run(Call call)
    {
        bool flat = call[0].dim() == 3;
        Tensor query = Heads(call, 0, "q_num_heads"), keys = Heads(call, 1, "kv_num_heads"), values = Heads(call, 2, "kv_num_heads");
        if (call.Optional(4) is { } pastKeys) keys = cat([pastKeys, keys], 2);
        if (call.Optional(5) is { } pastValues) values = cat([pastValues, values], 2);
        (Tensor presentKeys, Tensor presentValues) = (keys, values);
        if (keys.shape[1] != query.shape[1]) (keys, values) = (Shared(call, query, keys), Shared(call, query, values));
        (Tensor result, Tensor? scores) = Attend(call, query, keys, values);
        result = flat ? result.transpose(1, 2).flatten(2) : result;
        return call.Node.Outputs.Count == 1 ? [result] : [result, presentKeys, presentValues, scores];
    }

    private static (Tensor, Tensor?) Attend(Call call, Tensor query, Tensor keys, Tensor values)
    {
        double usual = 1 / Math.Sqrt(query.shape[3]), scale = call.Node.Has("scale") && call.Node.Float("scale") != 0 ? call.Node.Float("scale") : usual;
        bool causal = call.Node.Int("is_causal", 0) == 1, wantsScores = call.Node.Outputs.Count > 3 && call.Node.Outputs[3].Length > 0;
        if (call.Node.Float("softcap", 0) != 0 || wantsScores || causal) return BySteps(call, query.mul(Scalars.Of(scale)), keys, values, causal);
        if (Math.Abs(scale / usual - 1) > 1e-7) query = query.mul(Scalars.Of(scale / usual));
        return (nn.functional.scaled_dot_product_attention(query, keys, values, Mask(call, keys.shape[2])), null);
    }

    // The scores as they stand after step 'qk_matmul_output_mode': 0 products, 1 with the mask, 2 with the softcap, 3 after the softmax.
    private static (Tensor, Tensor?) BySteps(Call call, Tensor query, Tensor keys, Tensor values, bool causal)
    {
        Tensor products = MatrixProducts.Product(call, query, keys.transpose(-2, -1)), masked = products;
        if (Mask(call, keys.shape[2]) is { } mask) masked = mask.dtype == ScalarType.Bool ? products.masked_fill(mask.logical_not(), Scalars.Of(double.NegativeInfinity)) : products.add(mask, Scalars.One);
        if (causal) masked = masked.masked_fill(ones([query.shape[2], keys.shape[2]], ScalarType.Bool).tril(keys.shape[2] == query.shape[2] || call.Optional(4) is null ? 0 : call[4].shape[2]).logical_not(), Scalars.Of(double.NegativeInfinity));
        float cap = call.Node.Float("softcap", 0);
        Tensor capped = cap == 0 ? masked : masked.div(Scalars.Of(cap)).tanh().mul(Scalars.Of(cap));
        Tensor shares = capped.softmax(-1);
        Tensor scores = call.Node.Int("qk_matmul_output_mode", 0) switch { 0 => products, 1 => masked, 2 => capped, _ => shares };
        return (MatrixProducts.Product(call, shares, values), scores);
    }

    // A mask shorter than the keys hides the rest.
    private static Tensor? Mask(Call call, long keys)
    {
        if (call.Optional(3) is not { } mask || mask.shape[^1] >= keys) return call.Optional(3);
        long missing = keys - mask.shape[^1];
        return mask.dtype == ScalarType.Bool ? cat([mask, zeros([.. mask.shape[..^1], missing], ScalarType.Bool)], -1)
            : nn.functional.pad(mask, [0, missing], TorchSharp.PaddingModes.Constant, double.NegativeInfinity);
    }

    private static Tensor Shared(Call call, Tensor query, Tensor few) => query.shape[1] % few.shape[1] == 0 ? few.repeat_interleave(query.shape[1] / few.shape[1], 1)
        : throw call.Fault($"expected the {query.shape[1]} query heads to be a multiple of the {few.shape[1]} key heads");

    private static Tensor Heads(Call call, int input, string attribute) => call[input].dim() == 4 ? call[input]
        : call[input].unflatten(2, call.Node.Int(attribute, atLeast: 1), -1).transpose(1, 2);
}
