using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>BERT, and MiniLM's shapes of it.</summary>
internal sealed class Bert : TextArchitecture
{
    public override string Name => "BERT";
    public override string Paper => "Devlin et al. 2018, arXiv:1810.04805";
    public override IReadOnlyList<string> ModelTypes { get; } = ["bert"];
    public override string Prefix => "bert";
    internal override IReadOnlyList<string> Heads { get; } = ["classifier", "cls", "qa_outputs"];

    internal override Wire Encode(TextBuild b)
    {
        Wire x = TextEmbeddings.WithPositions(b, TextEmbeddings.WithTypes(b, TextEmbeddings.Words(b)));
        x = b.Norm(x, "embeddings.LayerNorm").Stage("embeddings");
        for (int i = 0; i < b.Config.Layers; i++) x = TextLayer.Bert.Build(b, x, $"encoder.layer.{i}", $"encoder.layer.{i}").Stage($"layer.{i}");
        return x;
    }

    internal override Wire Pool(TextBuild b, Wire hidden) =>
        b.Linear(TextBuild.First(hidden, b.In("pooler.first")), "pooler.dense", b.Config.Width).Tanh(b.In("pooler.activation")).Stage("pooler");

    internal override Wire ClassifyText(TextBuild b, Wire hidden, int labels) => Pool(b, hidden).Linear("classifier", labels);

    internal override Wire FillTokens(TextBuild b, Wire hidden) =>
        TextHeads.Tied(b, hidden, "cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm", "cls.predictions.bias", b.Config.Activation);
}
