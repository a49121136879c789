using Graft.Architectures.Configurations;
using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>
/// One family of text encoders as ONNX graphs. Parameters are named as transformers names those of a network with a head ('bert.encoder.layer.0...');
/// files of the bare encoder leave the prefix out and load as well. Inputs: 'input_ids', 'attention_mask' (1 for tokens, 0 for padding) and, where the
/// family has them, 'token_type_ids'; int64 (batch, sequence). Stages: embeddings, layer.0, layer.1, ..., pooler.
/// </summary>
public abstract class TextArchitecture
{
    /// <summary>All built-in families.</summary>
    public static IReadOnlyList<TextArchitecture> All { get; } = [new Bert(), new DistilBert(), new Roberta(), new Electra(), new Albert(), new MPNet(), new DebertaV2()];

    /// <summary>The family of transformers' model_type.</summary>
    /// <exception cref="UnknownNameException">Graft does not build it.</exception>
    public static TextArchitecture Get(string modelType) => All.FirstOrDefault(a => a.ModelTypes.Contains(modelType))
        ?? throw new UnknownNameException("text architecture (model_type)", modelType, All.SelectMany(a => a.ModelTypes));

    /// <summary>The family's name.</summary>
    public abstract string Name { get; }

    /// <summary>Authors, year and arXiv number.</summary>
    public abstract string Paper { get; }

    /// <summary>What transformers calls it in config.json.</summary>
    public abstract IReadOnlyList<string> ModelTypes { get; }

    /// <summary>The encoder's module within a network with a head.</summary>
    public abstract string Prefix { get; }

    /// <summary>Builds the network of a configuration, its parameters declared and not filled.</summary>
    public static Graph Build(TextConfig config, TextOptions? options = null) => Get(config.ModelType).Assemble(config, options ?? new());

    /// <summary>Modules of published files that a network without head has no use for.</summary>
    internal abstract IReadOnlyList<string> Heads { get; }

    /// <summary>Reads the family's configuration, with transformers' defaults.</summary>
    internal virtual TextConfig Read(ConfigReader config)
    {
        config.Require("position_embedding_type", config.Text("position_embedding_type", "absolute"), "absolute");
        config.Require("is_decoder", config.Bool("is_decoder", false), false);
        int width = config.Int("hidden_size", 768);
        return new()
        {
            ModelType = config.Text("model_type", ModelTypes[0]), Vocabulary = config.Int("vocab_size", 30522), Width = width, EmbeddingWidth = width,
            Layers = config.Int("num_hidden_layers", 12), Heads = config.Int("num_attention_heads", 12), Inner = config.Int("intermediate_size", 3072),
            Positions = config.Int("max_position_embeddings", 512), Types = config.Int("type_vocab_size", 2), Epsilon = (float)config.Double("layer_norm_eps", 1e-12),
            Activation = config.Text("hidden_act", "gelu"), PadId = config.Int("pad_token_id", 0),
        };
    }

    /// <summary>Builds everything up to the last hidden state (batch, sequence, width).</summary>
    internal abstract Wire Encode(TextBuild build);

    /// <summary>The family's pooler over the last hidden state, or null: (batch, width).</summary>
    internal virtual Wire? Pool(TextBuild build, Wire hidden) => null;

    /// <summary>The published classifier over whole texts: (batch, labels).</summary>
    internal abstract Wire ClassifyText(TextBuild build, Wire hidden, int labels);

    /// <summary>The published classifier over tokens: (batch, sequence, labels).</summary>
    internal virtual Wire ClassifyTokens(TextBuild build, Wire hidden, int labels) => hidden.Linear("classifier", labels);

    /// <summary>The published head that fills masked tokens: (batch, sequence, vocabulary).</summary>
    internal virtual Wire FillTokens(TextBuild build, Wire hidden) => throw new GraftException($"Graft builds no masked-token head for {Name}.");

    private Graph Assemble(TextConfig config, TextOptions options)
    {
        TextBuild build = new(new GraphBuilder(Name), config, Prefix);
        Wire hidden = Encode(build);
        (string, Wire)[] outputs = options.Head switch
        {
            TextHead.Sequence => [("logits", ClassifyText(build, hidden, LabelCount(config, options)))],
            TextHead.Tokens => [("logits", ClassifyTokens(build, hidden, LabelCount(config, options)))],
            TextHead.MaskedTokens => [("logits", FillTokens(build, hidden))],
            _ => Bare(build, hidden, options.Pooler),
        };
        build.Builder.Describe(GraphNotes.Architecture, config.ModelType);
        build.Builder.Describe(GraphNotes.Classifier, "classifier");
        string features = options.Head == TextHead.None ? "last_hidden_state" : hidden.Name;
        build.Builder.Describe(GraphNotes.Features, features);
        build.Builder.Describe(GraphNotes.Spatial, features);
        return build.Builder.ToGraph(outputs);
    }

    private (string, Wire)[] Bare(TextBuild build, Wire hidden, bool pooler) => pooler && Pool(build, hidden) is Wire pooled
        ? [("last_hidden_state", hidden), ("pooler_output", pooled)] : [("last_hidden_state", hidden)];

    private static int LabelCount(TextConfig config, TextOptions options) => options.Labels ?? (config.Labels.Count > 0 ? config.Labels.Count : 2);
}
