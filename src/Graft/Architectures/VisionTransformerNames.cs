namespace Graft.Architectures;

/// <summary>How others name a vision transformer.</summary>
internal static class VisionTransformerNames
{
    /// <summary>torchvision's published files are older than its present names: mlp.linear_1 for mlp.0.</summary>
    public static NameMap OlderTorchvision(VisionTransformer.Plan plan) => new("torchvision-2021", Layers(plan).SelectMany(l => new NameRow[]
    {
        new($"{l.Ours}.mlp.0", $"{l.Ours}.mlp.linear_1"), new($"{l.Ours}.mlp.3", $"{l.Ours}.mlp.linear_2"),
    }));

    public static NameMap Timm(VisionTransformer.Plan plan) => new("timm",
    [
        new("class_token", "cls_token"), new("encoder.pos_embedding", "pos_embed"), new("conv_proj", "patch_embed.proj"),
        new("encoder.ln", "norm"), new("heads.head", "head"), .. Distillation(plan, "dist_token"),
        .. Layers(plan).SelectMany(l => TimmLayer(l.Ours, $"blocks.{l.Index}")),
    ]);

    public static NameMap Transformers(VisionTransformer.Plan plan)
    {
        string model = plan.Distilled ? "deit" : "vit", embeddings = $"{model}.embeddings";
        return new("transformers",
        [
            new("class_token", $"{embeddings}.cls_token"), new("encoder.pos_embedding", $"{embeddings}.position_embeddings"),
            new("conv_proj", $"{embeddings}.patch_embeddings.projection"), new("encoder.ln", $"{model}.layernorm"), new("heads.head", "classifier"),
            .. Distillation(plan, $"{embeddings}.distillation_token"),
            .. Layers(plan).SelectMany(l => TransformersLayer(l.Ours, $"{model}.encoder.layer.{l.Index}")),
        ]) { BasePrefix = $"{model}." };
    }

    private static IEnumerable<(int Index, string Ours)> Layers(VisionTransformer.Plan plan) =>
        Enumerable.Range(0, plan.Layers).Select(i => (i, $"encoder.layers.encoder_layer_{i}"));

    private static NameRow[] Distillation(VisionTransformer.Plan plan, string theirs) => plan.Distilled ? [new("distillation_token", theirs)] : [];

    private static IEnumerable<NameRow> TimmLayer(string ours, string theirs)
    {
        yield return new($"{ours}.ln_1", $"{theirs}.norm1");
        yield return new($"{ours}.self_attention.in_proj_weight", $"{theirs}.attn.qkv.weight");
        yield return new($"{ours}.self_attention.in_proj_bias", $"{theirs}.attn.qkv.bias");
        yield return new($"{ours}.self_attention.out_proj", $"{theirs}.attn.proj");
        yield return new($"{ours}.ln_2", $"{theirs}.norm2");
        yield return new($"{ours}.mlp.0", $"{theirs}.mlp.fc1");
        yield return new($"{ours}.mlp.3", $"{theirs}.mlp.fc2");
    }

    private static IEnumerable<NameRow> TransformersLayer(string ours, string theirs)
    {
        yield return new($"{ours}.ln_1", $"{theirs}.layernorm_before");
        foreach (string part in new[] { "weight", "bias" })
        {
            string[] names = [.. new[] { "query", "key", "value" }.Select(p => $"{theirs}.attention.attention.{p}.{part}")];
            yield return new($"{ours}.self_attention.in_proj_{part}", names) { Change = TensorChange.Joined };
        }
        yield return new($"{ours}.self_attention.out_proj", $"{theirs}.attention.output.dense");
        yield return new($"{ours}.ln_2", $"{theirs}.layernorm_after");
        yield return new($"{ours}.mlp.0", $"{theirs}.intermediate.dense");
        yield return new($"{ours}.mlp.3", $"{theirs}.output.dense");
    }
}
