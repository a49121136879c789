using Graft.Architectures.Configurations;
using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>
/// DeBERTa v2 and v3: attention disentangled into content to content, content to position and position to content, with relative positions that all layers
/// share and project by their own query and key matrices.
/// </summary>
internal sealed class DebertaV2 : TextArchitecture
{
    private static readonly TextLayer Layer = TextLayer.Bert with
    {
        Query = "attention.self.query_proj", Key = "attention.self.key_proj", Value = "attention.self.value_proj",
    };

    public override string Name => "DeBERTa v2/v3";
    public override string Paper => "He et al. 2020, arXiv:2006.03654; He et al. 2021, arXiv:2111.09543";
    public override IReadOnlyList<string> ModelTypes { get; } = ["deberta-v2"];
    public override string Prefix => "deberta";
    internal override IReadOnlyList<string> Heads { get; } = ["classifier", "pooler", "cls", "lm_predictions", "mask_predictions", "qa_outputs"];

    internal override TextConfig Read(ConfigReader config)
    {
        TextConfig read = base.Read(config);
        config.Require("relative_attention", config.Bool("relative_attention", false), true);
        config.Require("share_att_key", config.Bool("share_att_key", false), true);
        config.Require("norm_rel_ebd", config.Text("norm_rel_ebd", "none"), "layer_norm");
        config.Require("conv_kernel_size", config.Int("conv_kernel_size", 0), 0);
        config.Require("embedding_size", config.Int("embedding_size", read.Width), read.Width);
        config.Require("max_relative_positions", config.Int("max_relative_positions", -1), -1, read.Positions);
        return read with
        {
            Vocabulary = config.Int("vocab_size", 128100), Types = config.Int("type_vocab_size", 0), Epsilon = (float)config.Double("layer_norm_eps", 1e-7),
            AbsolutePositions = config.Bool("position_biased_input", true), RelativeAttention = config.TextOrTexts("pos_att_type"),
            PositionBuckets = config.Int("position_buckets", -1) is > 0 and int buckets ? buckets : read.Positions,
        };
    }

    internal override Wire Encode(TextBuild b)
    {
        Wire x = TextEmbeddings.Words(b);
        if (b.Config.AbsolutePositions) x = TextEmbeddings.WithPositions(b, x);
        x = b.Norm(TextEmbeddings.WithTypes(b, x), "embeddings.LayerNorm").Stage("embeddings");
        Disentangled attention = new(b);
        for (int i = 0; i < b.Config.Layers; i++)
        {
            string at = $"encoder.layer.{i}";
            x = Layer.Build(b, x, at, at, (q, k, v) => attention.Attend(q, k, v, at)).Stage($"layer.{i}");
        }
        return x;
    }

    internal override Wire ClassifyText(TextBuild b, Wire hidden, int labels) =>
        TextBuild.First(hidden, "pooler.first").Linear("pooler.dense", b.Config.Width).Gelu("pooler.activation").Stage("pooler").Linear("classifier", labels);

    internal override Wire FillTokens(TextBuild b, Wire hidden) =>
        TextHeads.Tied(b, hidden, "cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm", "cls.predictions.bias", b.Config.Activation);
}
