namespace Graft.Architectures;

/// <summary>How others name an EfficientNet.</summary>
internal static class EfficientNetNames
{
    public static NameMap Timm(InvertedResidual[][] stages) => new("timm",
    [
        new("features.0.0", "conv_stem"), new("features.0.1", "bn1"),
        .. stages.SelectMany((stage, s) => stage.SelectMany((block, i) => block.Timm($"blocks.{s}.{i}"))),
        new("features.8.0", "conv_head"), new("features.8.1", "bn2"), new("classifier.1", "classifier"),
    ]);

    public static NameMap Transformers(InvertedResidual[][] stages, bool published) => new("transformers",
    [
        new("features.0.0", "efficientnet.embeddings.convolution"), new("features.0.1", "efficientnet.embeddings.batchnorm"),
        .. Numbered(stages, (block, i) => block.Named(TransformersNames($"efficientnet.encoder.blocks.{i}"))),
        new("features.8.0", "efficientnet.encoder.top_conv"), new("features.8.1", "efficientnet.encoder.top_bn"), new("classifier.1", "classifier"),
    ]) { BasePrefix = "efficientnet.", IsPublished = published };

    /// <summary>The names of the Python package efficientnet_lite_pytorch.</summary>
    public static NameMap LitePyTorch(InvertedResidual[][] stages) => new("efficientnet_lite_pytorch",
    [
        new("features.0.0", "_conv_stem"), new("features.0.1", "_bn0"),
        .. Numbered(stages, (block, i) => block.Named(LiteNames($"_blocks.{i}"))),
        new("features.8.0", "_conv_head"), new("features.8.1", "_bn1"), new("classifier.1", "_fc"),
    ]);

    private static IEnumerable<NameRow> Numbered(InvertedResidual[][] stages, Func<InvertedResidual, int, IEnumerable<NameRow>> rows) =>
        stages.SelectMany(stage => stage).SelectMany((block, i) => rows(block, i));

    private static InvertedResidual.Names TransformersNames(string p) => new($"{p}.expansion.expand_conv", $"{p}.expansion.expand_bn",
        $"{p}.depthwise_conv.depthwise_conv", $"{p}.depthwise_conv.depthwise_norm", $"{p}.projection.project_conv", $"{p}.projection.project_bn",
        $"{p}.squeeze_excite.reduce", $"{p}.squeeze_excite.expand");

    private static InvertedResidual.Names LiteNames(string p) =>
        new($"{p}._expand_conv", $"{p}._bn0", $"{p}._depthwise_conv", $"{p}._bn1", $"{p}._project_conv", $"{p}._bn2");
}
