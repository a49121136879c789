using Graft.Architectures.Configurations;
using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>RoBERTa and XLM-RoBERTa: BERT with other training, positions counted from behind the padding id, and one token type.</summary>
internal sealed class Roberta : TextArchitecture
{
    public override string Name => "RoBERTa";
    public override string Paper => "Liu et al. 2019, arXiv:1907.11692; Conneau et al. 2019, arXiv:1911.02116";
    public override IReadOnlyList<string> ModelTypes { get; } = ["roberta", "xlm-roberta", "camembert"];
    public override string Prefix => "roberta";
    internal override IReadOnlyList<string> Heads { get; } = ["classifier", "lm_head", "qa_outputs"];

    internal override TextConfig Read(ConfigReader config) => base.Read(config) with
    {
        Vocabulary = config.Int("vocab_size", config.Text("model_type", "") == "roberta" ? 50265 : 30522), PadId = config.Int("pad_token_id", 1),
    };

    internal override Wire Encode(TextBuild b)
    {
        Wire x = TextEmbeddings.WithCountedPositions(b, TextEmbeddings.WithTypes(b, TextEmbeddings.Words(b)));
        x = b.Norm(x, "embeddings.LayerNorm").Stage("embeddings");
        for (int i = 0; i < b.Config.Layers; i++) x = TextLayer.Bert.Build(b, x, $"encoder.layer.{i}", $"encoder.layer.{i}").Stage($"layer.{i}");
        return x;
    }

    internal override Wire Pool(TextBuild b, Wire hidden) =>
        b.Linear(TextBuild.First(hidden, b.In("pooler.first")), "pooler.dense", b.Config.Width).Tanh(b.In("pooler.activation")).Stage("pooler");

    internal override Wire ClassifyText(TextBuild b, Wire hidden, int labels) => TextHeads.DenseThenProject(hidden, labels, "tanh");

    internal override Wire FillTokens(TextBuild b, Wire hidden) => TextHeads.Tied(b, hidden, "lm_head.dense", "lm_head.layer_norm", "lm_head.bias", "gelu");
}
