using Graft.Architectures.Configurations;
using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>MPNet: RoBERTa's positions, no token types, and a learned bias of the attention by relative position that all layers share.</summary>
internal sealed class MPNet : TextArchitecture
{
    private static readonly TextLayer Layer = TextLayer.Bert with
    {
        Query = "attention.attn.q", Key = "attention.attn.k", Value = "attention.attn.v", Attended = "attention.attn.o", AttendedNorm = "attention.LayerNorm",
    };

    public override string Name => "MPNet";
    public override string Paper => "Song et al. 2020, arXiv:2004.09297";
    public override IReadOnlyList<string> ModelTypes { get; } = ["mpnet"];
    public override string Prefix => "mpnet";
    internal override IReadOnlyList<string> Heads { get; } = ["classifier", "lm_head", "qa_outputs"];

    internal override TextConfig Read(ConfigReader config) => base.Read(config) with
    {
        Vocabulary = config.Int("vocab_size", 30527), Types = 0, PadId = 1, PositionBuckets = config.Int("relative_attention_num_buckets", 32),
    };

    internal override Wire Encode(TextBuild b)
    {
        Wire x = b.Norm(TextEmbeddings.WithCountedPositions(b, TextEmbeddings.Words(b)), "embeddings.LayerNorm").Stage("embeddings");
        Wire bias = Bias(b);
        for (int i = 0; i < b.Config.Layers; i++)
        {
            string at = $"encoder.layer.{i}";
            x = Layer.Build(b, x, at, at, (q, k, v) => q.Attention(k, v, b.Config.Heads, bias, b.In($"{at}.attention"))).Stage($"layer.{i}");
        }
        return x;
    }

    internal override Wire Pool(TextBuild b, Wire hidden) =>
        b.Linear(TextBuild.First(hidden, b.In("pooler.first")), "pooler.dense", b.Config.Width).Tanh(b.In("pooler.activation")).Stage("pooler");

    internal override Wire ClassifyText(TextBuild b, Wire hidden, int labels) => TextHeads.DenseThenProject(hidden, labels, "tanh");

    internal override Wire FillTokens(TextBuild b, Wire hidden) => TextHeads.Tied(b, hidden, "lm_head.dense", "lm_head.layer_norm", "lm_head.bias", "gelu");

    /// <summary>What is added to the scores: the bias of each pair of positions by head, and minus infinity for padding; (batch, heads, sequence, sequence).</summary>
    private static Wire Bias(TextBuild b)
    {
        Wire bucket = RelativePositions.Look(b, RelativePositions.T5Buckets(b.Config.Positions, b.Config.PositionBuckets), "encoder.relative_positions");
        Wire bias = bucket.Embedding(b.In("encoder.relative_attention_bias"), b.Config.PositionBuckets, b.Config.Heads).Transpose([2, 0, 1], b.In("encoder.relative_attention_bias.by_head"));
        return RelativePositions.Hide(b, bias, "encoder.bias");
    }
}
