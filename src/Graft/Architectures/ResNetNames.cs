namespace Graft.Architectures;

/// <summary>How others name a ResNet; timm's names are torchvision's.</summary>
internal static class ResNetNames
{
    public static NameMap Transformers(ResNet.Plan plan) => new("transformers", Rows(plan)) { BasePrefix = "resnet." };

    private static IEnumerable<NameRow> Rows(ResNet.Plan plan)
    {
        yield return new("conv1", "resnet.embedder.embedder.convolution");
        yield return new("bn1", "resnet.embedder.embedder.normalization");
        yield return new("fc", "classifier.1");
        for (int stage = 0; stage < plan.Blocks.Length; stage++)
            for (int block = 0; block < plan.Blocks[stage]; block++)
                foreach (NameRow row in Block(plan, stage, block)) yield return row;
    }

    private static IEnumerable<NameRow> Block(ResNet.Plan plan, int stage, int block)
    {
        string ours = $"layer{stage + 1}.{block}", theirs = $"resnet.encoder.stages.{stage}.layers.{block}";
        for (int i = 0; i < (plan.Expansion == 1 ? 2 : 3); i++)
        {
            yield return new($"{ours}.conv{i + 1}", $"{theirs}.layer.{i}.convolution");
            yield return new($"{ours}.bn{i + 1}", $"{theirs}.layer.{i}.normalization");
        }
        if (!plan.HasShortcut(stage, block)) yield break;
        yield return new($"{ours}.downsample.0", $"{theirs}.shortcut.convolution");
        yield return new($"{ours}.downsample.1", $"{theirs}.shortcut.normalization");
    }
}
