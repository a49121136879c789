using Graft.Architectures.Configurations;
using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>ELECTRA, discriminator and generator: BERT with embeddings of their own width, and no pooler.</summary>
internal sealed class Electra : TextArchitecture
{
    public override string Name => "ELECTRA";
    public override string Paper => "Clark et al. 2020, arXiv:2003.10555";
    public override IReadOnlyList<string> ModelTypes { get; } = ["electra"];
    public override string Prefix => "electra";
    internal override IReadOnlyList<string> Heads { get; } = ["classifier", "discriminator_predictions", "generator_predictions", "generator_lm_head", "qa_outputs"];

    internal override TextConfig Read(ConfigReader config)
    {
        TextConfig read = base.Read(config);
        int width = config.Int("hidden_size", 256); // transformers' defaults are ELECTRA-small's
        return read with
        {
            Width = width, EmbeddingWidth = config.Int("embedding_size", 128), Heads = config.Int("num_attention_heads", 4), Inner = config.Int("intermediate_size", 1024),
        };
    }

    internal override Wire Encode(TextBuild b)
    {
        Wire x = TextEmbeddings.WithPositions(b, TextEmbeddings.WithTypes(b, TextEmbeddings.Words(b)));
        x = b.Norm(x, "embeddings.LayerNorm");
        if (b.Config.EmbeddingWidth != b.Config.Width) x = b.Linear(x, "embeddings_project", b.Config.Width);
        x = x.Stage("embeddings");
        for (int i = 0; i < b.Config.Layers; i++) x = TextLayer.Bert.Build(b, x, $"encoder.layer.{i}", $"encoder.layer.{i}").Stage($"layer.{i}");
        return x;
    }

    internal override Wire ClassifyText(TextBuild b, Wire hidden, int labels) => TextHeads.DenseThenProject(hidden, labels, "gelu");

    /// <summary>The generator's; a published discriminator has none.</summary>
    internal override Wire FillTokens(TextBuild b, Wire hidden) =>
        TextHeads.Tied(b, hidden, "generator_predictions.dense", "generator_predictions.LayerNorm", "generator_lm_head.bias", "gelu");
}
