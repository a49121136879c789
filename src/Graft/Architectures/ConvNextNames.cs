namespace Graft.Architectures;

/// <summary>How others name a ConvNeXt.</summary>
internal static class ConvNextNames
{
    public static NameMap Timm(ConvNext.Plan plan) => new("timm",
    [
        new("features.0.0", "stem.0"), new("features.0.1", "stem.1"), new("classifier.0", "head.norm"), new("classifier.2", "head.fc"),
        .. Downsampling(plan, (stage, i) => $"stages.{stage}.downsample.{i}"),
        .. Blocks(plan).SelectMany(b => TimmBlock(b.Ours, $"stages.{b.Stage}.blocks.{b.Block}", plan.PointConvs)),
    ]);

    public static NameMap Transformers(ConvNext.Plan plan) => new("transformers",
    [
        new("features.0.0", "convnext.embeddings.patch_embeddings"), new("features.0.1", "convnext.embeddings.layernorm"),
        new("classifier.0", "convnext.layernorm"), new("classifier.2", "classifier"),
        .. Downsampling(plan, (stage, i) => $"convnext.encoder.stages.{stage}.downsampling_layer.{i}"),
        .. Blocks(plan).SelectMany(b => TransformersBlock(b.Ours, $"convnext.encoder.stages.{b.Stage}.layers.{b.Block}")),
    ]) { BasePrefix = "convnext." };

    private static IEnumerable<NameRow> Downsampling(ConvNext.Plan plan, Func<int, int, string> theirs) =>
        Enumerable.Range(1, plan.Blocks.Length - 1).SelectMany(stage => new[] { 0, 1 }.Select(i => new NameRow($"features.{2 * stage}.{i}", theirs(stage, i))));

    private static IEnumerable<(int Stage, int Block, string Ours)> Blocks(ConvNext.Plan plan) =>
        plan.Blocks.SelectMany((count, stage) => Enumerable.Range(0, count).Select(block => (stage, block, $"features.{2 * stage + 1}.{block}")));

    private static IEnumerable<NameRow> TimmBlock(string ours, string theirs, bool pointConvs)
    {
        TensorChange change = pointConvs ? TensorChange.Points : TensorChange.None;
        yield return new($"{ours}.block.0", $"{theirs}.conv_dw");
        yield return new($"{ours}.block.2", $"{theirs}.norm");
        yield return new($"{ours}.block.3.weight", $"{theirs}.mlp.fc1.weight") { Change = change };
        yield return new($"{ours}.block.3.bias", $"{theirs}.mlp.fc1.bias");
        yield return new($"{ours}.block.5.weight", $"{theirs}.mlp.fc2.weight") { Change = change };
        yield return new($"{ours}.block.5.bias", $"{theirs}.mlp.fc2.bias");
        yield return new($"{ours}.layer_scale", $"{theirs}.gamma") { Change = TensorChange.Vector };
    }

    private static IEnumerable<NameRow> TransformersBlock(string ours, string theirs)
    {
        yield return new($"{ours}.block.0", $"{theirs}.dwconv");
        yield return new($"{ours}.block.2", $"{theirs}.layernorm");
        yield return new($"{ours}.block.3", $"{theirs}.pwconv1");
        yield return new($"{ours}.block.5", $"{theirs}.pwconv2");
        yield return new($"{ours}.layer_scale", $"{theirs}.layer_scale_parameter") { Change = TensorChange.Vector };
    }
}
