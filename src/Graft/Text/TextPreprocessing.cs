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

    /// <summary>Most windows in which a long text is read; what is longer than all of them is cut, and told.</summary><value>1</value>
    [Range(1, 1 << 16)] public int Windows { get; init; } = 1;

    /// <summary>Tokens that each window shares with the one before.</summary><value>0</value>
    [Range(0, 1 << 20)] public int Stride { get; init; }

    /// <summary>Bytes of each token that the model looks at beside its id; 0 for none.</summary><value>0</value>
    [Range(0, 1024)] public int Characters { get; init; }

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
    private readonly Truncation _truncation = new() { MaxLength = settings.MaxLength, Stride = settings.Windows == 1 ? 0 : settings.Stride };

    public Tokenizer Tokenizer => tokenizer;

    public TextPreprocessing Settings => settings;

    /// <summary>One text or pair, in as many windows as it takes and the settings allow.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text, read together with the first; null for none.</param>
    /// <param name="words">The words to be tagged; null where none are.</param>
    public EncodedText Encode(string text, string? pair, IReadOnlyList<TextSpan>? words = null)
    {
        Encoding whole = tokenizer.Encode(text, pair, _truncation);
        Encoding[] windows = [whole, .. whole.Overflowing.Take(settings.Windows - 1)];
        if (settings.Characters > 0) windows = [.. windows.Select(w => w with { CharacterIds = CharacterIds.Of(text, w, settings.Characters) })];
        bool cut = whole.Overflowing.Count >= settings.Windows;
        if (words is null) return new(windows, cut, []);
        TokenPlace?[] places = WordPlaces.Of(windows, words);
        return new([.. windows.Zip(WordPlaces.Masks(windows, places), (w, mask) => w with { TagMask = mask })], cut, places);
    }

    /// <summary>A batch, filled up to its longest.</summary>
    public IReadOnlyDictionary<string, TensorData> Tensors(IReadOnlyList<Encoding> batch) => TextInputs.Of(batch, settings.PadId);
}
