using System.Text.Json;
using Graft.Architectures.Configurations;
using Graft.Checkpoints;

namespace Graft.Architectures.Text;

/// <summary>
/// The sizes of a text encoder, from the config.json of Hugging Face transformers. Keys that a family names otherwise (DistilBERT's dim, n_layers) are read
/// as what they are.
/// </summary>
public sealed record TextConfig
{
    /// <summary>transformers' name of the family: bert, roberta, ...</summary>
    public required string ModelType { get; init; }

    /// <summary>Rows of the word embedding.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Width of the hidden states.</summary>
    public required int Width { get; init; }

    /// <summary>Number of transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Number of attention heads; divides the width.</summary>
    public required int Heads { get; init; }

    /// <summary>Width inside the feed-forward blocks.</summary>
    public required int Inner { get; init; }

    /// <summary>Width of the embeddings, where the family lets it differ (ELECTRA, ALBERT).</summary>
    public required int EmbeddingWidth { get; init; }

    /// <summary>Rows of the position embedding.</summary>
    public required int Positions { get; init; }

    /// <summary>Most tokens of a text; families that count positions from behind the padding id have fewer than rows.</summary>
    public int PositionsForTokens => ModelType is "roberta" or "xlm-roberta" or "mpnet" ? Positions - PadId - 1 : Positions;

    /// <summary>Rows of the token type embedding; 0: there is none.</summary>
    public required int Types { get; init; }

    /// <summary>Epsilon of the layer normalisations.</summary>
    public required float Epsilon { get; init; }

    /// <summary>Activation inside the feed-forward blocks, by transformers' name.</summary>
    public required string Activation { get; init; }

    /// <summary>Id of the padding token; RoBERTa counts positions from behind it.</summary>
    public required int PadId { get; init; }

    /// <summary>Names of the classes, in order; empty where the file names none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Buckets of relative positions (MPNet 32, DeBERTa 256); 0: the family has none.</summary>
    public int PositionBuckets { get; init; }

    /// <summary>DeBERTa's kinds of relative attention: c2p, p2c.</summary>
    public IReadOnlyList<string> RelativeAttention { get; init; } = [];

    /// <summary>Whether absolute positions are added to the words (DeBERTa v3 does not).</summary>
    public bool AbsolutePositions { get; init; } = true;

    /// <summary>Reads a config.json, or that of a folder; Google's bert_config.json where there is no other.</summary>
    /// <exception cref="GraftException">It is missing or damaged, or wants what Graft does not build.</exception>
    public static TextConfig Open(string fileOrFolder)
    {
        string path = Directory.Exists(fileOrFolder) ? Path.Combine(fileOrFolder, "config.json") : fileOrFolder;
        if (GoogleBert.IsIn(fileOrFolder)) path = Path.Combine(fileOrFolder, GoogleBert.ConfigName);
        using JsonDocument json = Json.Open(path, "config.json", 16 << 20);
        return Read(json.RootElement, path);
    }

    /// <summary>Reads the settings of a config.json.</summary>
    /// <param name="config">The JSON object.</param>
    /// <param name="source">What errors call it.</param>
    /// <exception cref="GraftException">It wants what Graft does not build.</exception>
    public static TextConfig Read(JsonElement config, string source)
    {
        if (config.ValueKind != JsonValueKind.Object) throw new GraftException($"{source}: expected an object of settings, found {config.ValueKind}.");
        ConfigReader reader = new(config, source);
        TextConfig read = TextArchitecture.Get(reader.Text("model_type", Path.GetFileName(source) == GoogleBert.ConfigName ? "bert" : "")).Read(reader);
        read.Check(source);
        return read with { Labels = LabelsOf(config) };
    }

    private static string[] LabelsOf(JsonElement config)
    {
        if (!config.TryGetProperty("id2label", out JsonElement names) || names.ValueKind != JsonValueKind.Object) return [];
        return [.. Enumerable.Range(0, names.EnumerateObject().Count())
            .Select(i => names.TryGetProperty(i.ToString(System.Globalization.CultureInfo.InvariantCulture), out JsonElement name) ? name.ToString() : $"LABEL_{i}")];
    }

    private void Check(string source)
    {
        foreach ((string name, int size) in new[] { ("vocab_size", Vocabulary), ("hidden_size", Width), ("num_hidden_layers", Layers), ("num_attention_heads", Heads), ("intermediate_size", Inner) })
            if (size is < 1 or > 1 << 24) throw new GraftException($"{source}: '{name}' is {size}, expected 1 to {1 << 24}.");
        if (Width % Heads != 0) throw new GraftException($"{source}: a width of {Width} is not divided by {Heads} attention heads.");
    }
}
