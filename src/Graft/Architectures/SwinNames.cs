namespace Graft.Architectures;

/// <summary>How others name a Swin transformer.</summary>
internal static class SwinNames
{
    public static NameMap Timm(Swin.Plan plan) => new("timm",
    [
        new("features.0.0", "patch_embed.proj"), new("features.0.2", "patch_embed.norm"), new("head", "head.fc"),
        .. Merging(plan, stage => $"layers.{stage}.downsample"),
        .. Blocks(plan).SelectMany(b => TimmBlock(b.Ours, $"layers.{b.Stage}.blocks.{b.Block}")),
    ]);

    public static NameMap Transformers(Swin.Plan plan) => new("transformers",
    [
        new("features.0.0", "swin.embeddings.patch_embeddings.projection"), new("features.0.2", "swin.embeddings.norm"),
        new("norm", "swin.layernorm"), new("head", "classifier"),
        .. Merging(plan, stage => $"swin.encoder.layers.{stage - 1}.downsample"),
        .. Blocks(plan).SelectMany(b => TransformersBlock(b.Ours, $"swin.encoder.layers.{b.Stage}.blocks.{b.Block}")),
    ]) { BasePrefix = "swin." };

    private static IEnumerable<NameRow> Merging(Swin.Plan plan, Func<int, string> theirs) =>
        Enumerable.Range(1, plan.Blocks.Length - 1).SelectMany(stage => new[] { "norm", "reduction" }.Select(part => new NameRow($"features.{2 * stage}.{part}", $"{theirs(stage)}.{part}")));

    private static IEnumerable<(int Stage, int Block, string Ours)> Blocks(Swin.Plan plan) =>
        plan.Blocks.SelectMany((count, stage) => Enumerable.Range(0, count).Select(block => (stage, block, $"features.{2 * stage + 1}.{block}")));

    private static IEnumerable<NameRow> TimmBlock(string ours, string theirs)
    {
        foreach (string same in new[] { "norm1", "norm2", "attn.qkv", "attn.proj", "attn.relative_position_bias_table" }) yield return new($"{ours}.{same}", $"{theirs}.{same}");
        yield return new($"{ours}.mlp.0", $"{theirs}.mlp.fc1");
        yield return new($"{ours}.mlp.3", $"{theirs}.mlp.fc2");
    }

    private static IEnumerable<NameRow> TransformersBlock(string ours, string theirs)
    {
        yield return new($"{ours}.norm1", $"{theirs}.layernorm_before");
        yield return new($"{ours}.norm2", $"{theirs}.layernorm_after");
        foreach (string part in new[] { "weight", "bias" })
        {
            string[] names = [.. new[] { "query", "key", "value" }.Select(p => $"{theirs}.attention.self.{p}.{part}")];
            yield return new($"{ours}.attn.qkv.{part}", names) { Change = TensorChange.Joined };
        }
        yield return new($"{ours}.attn.proj", $"{theirs}.attention.output.dense");
        yield return new($"{ours}.attn.relative_position_bias_table", $"{theirs}.attention.self.relative_position_bias_table");
        yield return new($"{ours}.mlp.0", $"{theirs}.intermediate.dense");
        yield return new($"{ours}.mlp.3", $"{theirs}.output.dense");
    }
}
