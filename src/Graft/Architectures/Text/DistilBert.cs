using Graft.Architectures.Configurations;
using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>DistilBERT: BERT with half the layers, no token types and no pooler.</summary>
internal sealed class DistilBert : TextArchitecture
{
    private static readonly TextLayer Layer = new()
    {
        Query = "attention.q_lin", Key = "attention.k_lin", Value = "attention.v_lin", Attended = "attention.out_lin", AttendedNorm = "sa_layer_norm",
        Up = "ffn.lin1", Down = "ffn.lin2", DownNorm = "output_layer_norm",
    };

    public override string Name => "DistilBERT";
    public override string Paper => "Sanh et al. 2019, arXiv:1910.01108";
    public override IReadOnlyList<string> ModelTypes { get; } = ["distilbert"];
    public override string Prefix => "distilbert";
    internal override IReadOnlyList<string> Heads { get; } = ["classifier", "pre_classifier", "vocab_transform", "vocab_layer_norm", "vocab_projector", "qa_outputs"];

    internal override TextConfig Read(ConfigReader config)
    {
        int width = config.Int("dim", 768);
        return base.Read(config) with
        {
            Width = width, EmbeddingWidth = width, Layers = config.Int("n_layers", 6), Heads = config.Int("n_heads", 12), Inner = config.Int("hidden_dim", 3072),
            Types = 0, Epsilon = 1e-12f, Activation = config.Text("activation", "gelu"),
        };
    }

    internal override Wire Encode(TextBuild b)
    {
        Wire x = b.Norm(TextEmbeddings.WithPositions(b, TextEmbeddings.Words(b)), "embeddings.LayerNorm").Stage("embeddings");
        for (int i = 0; i < b.Config.Layers; i++) x = Layer.Build(b, x, $"transformer.layer.{i}", $"transformer.layer.{i}").Stage($"layer.{i}");
        return x;
    }

    internal override Wire ClassifyText(TextBuild b, Wire hidden, int labels) =>
        TextBuild.First(hidden, "pre_classifier.first").Linear("pre_classifier", b.Config.Width).Relu("pre_classifier.activation").Linear("classifier", labels);

    internal override Wire FillTokens(TextBuild b, Wire hidden) => TextHeads.Tied(b, hidden, "vocab_transform", "vocab_layer_norm", "vocab_projector.bias", b.Config.Activation);
}
