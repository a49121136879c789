namespace Graft.Graphs;

/// <content>Normalisation.</content>
public sealed partial class Wire
{
    /// <summary>
    /// Batch normalisation over axis 1 by running statistics (Ioffe and Szegedy 2015, arXiv:1502.03167).
    /// Parameters: name.weight, name.bias; buffers: name.running_mean, name.running_var; all (C).
    /// </summary>
    public Wire BatchNorm(string name, float epsilon = 1e-5f)
    {
        long[] channels = [Channels];
        Wire[] inputs = [this, .. new[] { "weight", "bias", "running_mean", "running_var" }.Select(p => Builder.Parameter($"{name}.{p}", channels))];
        return Builder.Node("BatchNormalization", name, inputs, Shape, Type, ("epsilon", epsilon));
    }

    /// <summary>Layer normalisation over the last axis (Ba et al. 2016, arXiv:1607.06450). Parameters: name.weight, name.bias (width).</summary>
    public Wire LayerNorm(string name, float epsilon = 1e-5f)
    {
        long width = Size(-1);
        return LayerNorm(name, Builder.Parameter($"{name}.weight", width), Builder.Parameter($"{name}.bias", width), epsilon);
    }

    /// <summary>Layer normalisation over the last axis with given parameters (width).</summary>
    public Wire LayerNorm(string name, Wire weight, Wire bias, float epsilon) =>
        Builder.Node("LayerNormalization", name, [this, weight, bias], Shape, Type, ("axis", -1L), ("epsilon", epsilon));

    /// <summary>Layer normalisation over the channels of (N, C, H, W), which are turned to the last axis and back.</summary>
    public Wire LayerNormOverChannels(string name, float epsilon = 1e-5f) =>
        Transpose([0, 2, 3, 1], $"{name}.to_last").LayerNorm(name, epsilon).Transpose([0, 3, 1, 2], $"{name}.to_first");

    /// <summary>Local response normalisation across channels (Krizhevsky et al. 2012).</summary>
    public Wire LocalResponseNorm(long size, float alpha = 1e-4f, float beta = 0.75f, float bias = 1f, string? name = null) =>
        Unary("LRN", name, "lrn", ("size", size), ("alpha", alpha), ("beta", beta), ("bias", bias));
}
