using Graft.Architectures.Configurations;
using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>ALBERT: narrow embeddings, and one layer's parameters for all layers.</summary>
internal sealed class Albert : TextArchitecture
{
    private const string Shared = "encoder.albert_layer_groups.0.albert_layers.0";

    private static readonly TextLayer Layer = new()
    {
        Query = "attention.query", Key = "attention.key", Value = "attention.value", Attended = "attention.dense", AttendedNorm = "attention.LayerNorm",
        Up = "ffn", Down = "ffn_output", DownNorm = "full_layer_layer_norm",
    };

    public override string Name => "ALBERT";
    public override string Paper => "Lan et al. 2019, arXiv:1909.11942";
    public override IReadOnlyList<string> ModelTypes { get; } = ["albert"];
    public override string Prefix => "albert";
    internal override IReadOnlyList<string> Heads { get; } = ["classifier", "predictions", "sop_classifier", "qa_outputs"];

    internal override TextConfig Read(ConfigReader config)
    {
        config.Require("num_hidden_groups", config.Int("num_hidden_groups", 1), 1);
        config.Require("inner_group_num", config.Int("inner_group_num", 1), 1);
        return base.Read(config) with
        {
            Vocabulary = config.Int("vocab_size", 30000), Width = config.Int("hidden_size", 4096), EmbeddingWidth = config.Int("embedding_size", 128),
            Heads = config.Int("num_attention_heads", 64), Inner = config.Int("intermediate_size", 16384), Activation = config.Text("hidden_act", "gelu_new"),
        };
    }

    internal override Wire Encode(TextBuild b)
    {
        Wire x = TextEmbeddings.WithPositions(b, TextEmbeddings.WithTypes(b, TextEmbeddings.Words(b)));
        x = b.Linear(b.Norm(x, "embeddings.LayerNorm"), "encoder.embedding_hidden_mapping_in", b.Config.Width).Stage("embeddings");
        for (int i = 0; i < b.Config.Layers; i++) x = Layer.Build(b, x, Shared, $"encoder.layer.{i}").Stage($"layer.{i}");
        return x;
    }

    internal override Wire Pool(TextBuild b, Wire hidden) =>
        b.Linear(TextBuild.First(hidden, b.In("pooler.first")), "pooler", b.Config.Width).Tanh(b.In("pooler.activation")).Stage("pooler");

    internal override Wire ClassifyText(TextBuild b, Wire hidden, int labels) => Pool(b, hidden).Linear("classifier", labels);

    internal override Wire FillTokens(TextBuild b, Wire hidden) => TextHeads.Tied(b, hidden, "predictions.dense", "predictions.LayerNorm", "predictions.bias", b.Config.Activation);
}
