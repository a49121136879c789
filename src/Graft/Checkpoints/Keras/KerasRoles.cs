namespace Graft.Checkpoints;

/// <summary>What the variables of a layer are, in the order in which Keras keeps them.</summary>
internal static class KerasRoles
{
    /// <summary>Names of the variables of a layer with this configuration; null where the class is not known.</summary>
    public static string[]? Of(KerasLayer layer) => layer.Kind switch
    {
        "Dense" or "Conv1D" or "Conv2D" or "Conv3D" or "Conv1DTranspose" or "Conv2DTranspose" or "EinsumDense" => ["kernel", .. Bias(layer)],
        "DepthwiseConv1D" or "DepthwiseConv2D" => ["depthwise_kernel", .. Bias(layer)],
        "SeparableConv1D" or "SeparableConv2D" => ["depthwise_kernel", "pointwise_kernel", .. Bias(layer)],
        "BatchNormalization" or "SyncBatchNormalization" => [.. Affine(layer), "moving_mean", "moving_variance"],
        "LayerNormalization" => [.. Affine(layer)],
        "Embedding" => ["embeddings"],
        "LSTM" or "GRU" or "SimpleRNN" => ["kernel", "recurrent_kernel", .. Bias(layer)],
        "Bidirectional" when layer.Wrapped("layer") is { } inner && Of(inner) is { } roles => [.. roles.Select(r => $"forward/{r}"), .. roles.Select(r => $"backward/{r}")],
        "TimeDistributed" when layer.Wrapped("layer") is { } inner => Of(inner),
        "Normalization" => ["mean", "variance", "count"],
        "PReLU" => ["alpha"],
        _ => null,
    };

    /// <summary>Names where only the group's name ('batch_normalization_3') and the number of variables are known; null where they are not enough.</summary>
    public static string[]? Guess(string group, int count)
    {
        string kind = group.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').TrimEnd('_');
        return (kind, count) switch
        {
            ("dense" or "conv" or "conv1d" or "conv2d" or "conv2d_transpose", <= 2) => ["kernel", "bias"],
            ("depthwise_conv" or "depthwise_conv2d", <= 2) => ["depthwise_kernel", "bias"],
            ("separable_conv" or "separable_conv2d", <= 3) => ["depthwise_kernel", "pointwise_kernel", "bias"],
            ("batch_normalization", 4) => ["gamma", "beta", "moving_mean", "moving_variance"],
            ("batch_normalization", 3) => ["beta", "moving_mean", "moving_variance"], // Keras' own networks leave out the scale, never the shift
            ("batch_normalization", 2) => ["moving_mean", "moving_variance"],
            ("layer_normalization", 2) => ["gamma", "beta"],
            ("embedding", 1) => ["embeddings"],
            ("normalization", 3) => ["mean", "variance", "count"],
            _ => null,
        };
    }

    /// <summary>Where a layer's variables lie below its group in the layout of Keras 3, in order.</summary>
    public static string[] Places(KerasLayer layer) => layer.Kind switch
    {
        "LSTM" or "GRU" or "SimpleRNN" => ["cell"],
        "Bidirectional" => ["forward_layer/cell", "backward_layer/cell"],
        "TimeDistributed" => ["layer"],
        _ => [""],
    };

    private static IEnumerable<string> Bias(KerasLayer layer) => layer.Flag("use_bias", true) ? ["bias"] : [];

    private static IEnumerable<string> Affine(KerasLayer layer)
    {
        if (layer.Flag("scale", true)) yield return "gamma";
        if (layer.Flag("center", true)) yield return "beta";
    }
}
