using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Graft.Graphs;

namespace Graft.Text;

/// <summary>What texts go through before a model, beside its tokenizer: the same in training, evaluation and serving.</summary>
public sealed record TextPreprocessing
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Most tokens of a text or pair, special ones included; what is longer is cut (of a pair, the longer text first) and told.</summary>
    [Range(3, 1 << 20)] public required int MaxLength { get; init; }

    /// <summary>Id at padded positions.</summary>
    public required int PadId { get; init; }

    /// <summary>Whether the model wants pairs of texts.</summary>
    public bool Pairs { get; init; }

    /// <summary>As JSON with keys in snake case.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Snake);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="GraftException">It is something else.</exception>
    public static TextPreprocessing Parse(string json)
    {
        try
        {
            return Options.Validate(JsonSerializer.Deserialize<TextPreprocessing>(json, Snake)!);
        }
        catch (JsonException e)
        {
            throw new GraftException($"Expected the preprocessing of texts as JSON: {e.Message}", e);
        }
    }
}

/// <summary>Texts to what a network is fed. May be used by several threads at once.</summary>
internal sealed class TextPreprocessor(Tokenizer tokenizer, TextPreprocessing settings)
{
    private readonly Truncation _truncation = new() { MaxLength = settings.MaxLength };

    public Tokenizer Tokenizer => tokenizer;

    public TextPreprocessing Settings => settings;

    /// <summary>One text or pair; it was cut where something overflows.</summary>
    public Encoding Encode(string text, string? pair) => tokenizer.Encode(text, pair, _truncation);

    /// <summary>A batch, filled up to its longest.</summary>
    public IReadOnlyDictionary<string, TensorData> Tensors(IReadOnlyList<Encoding> batch) => TextInputs.Of(batch, settings.PadId);
}
