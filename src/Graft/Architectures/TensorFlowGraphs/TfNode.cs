using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>One operation of a TensorFlow graph as TensorFlow.js stores it: numbers and texts are JSON strings, the latter in base64.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Op">Its operation: Conv2D.</param>
/// <param name="Inputs">Names of the nodes that it reads, control inputs left out.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record TfNode(string Name, string Op, IReadOnlyList<string> Inputs, JsonElement Attributes)
{
    /// <summary>Parses a node; outputs beyond the first are told by <see cref="Inputs"/> as 'node:1'.</summary>
    public static TfNode Parse(JsonElement node) => new(node.GetProperty("name").GetString()!, node.GetProperty("op").GetString()!,
        node.TryGetProperty("input", out JsonElement inputs) ? [.. inputs.EnumerateArray().Select(i => i.GetString()!).Where(i => !i.StartsWith('^')).Select(i => i.EndsWith(":0", StringComparison.Ordinal) ? i[..^2] : i)] : [],
        node.TryGetProperty("attr", out JsonElement attributes) ? attributes : default);

    /// <summary>A text.</summary>
    public string Text(string attribute, string orElse) => Find(attribute, "s") is { ValueKind: JsonValueKind.String } text ? Decoded(text) : orElse;

    /// <summary>A list of texts.</summary>
    public string[] Texts(string attribute) => List(attribute, "s") is { } list ? [.. list.Select(Decoded)] : [];

    /// <summary>A number.</summary>
    public float Float(string attribute, float orElse) => Find(attribute, "f") is { } value && value.ValueKind != JsonValueKind.Undefined ? Number(value) : orElse;

    /// <summary>A switch.</summary>
    public bool Flag(string attribute) => Find(attribute, "b") is { ValueKind: JsonValueKind.True };

    /// <summary>A list of whole numbers.</summary>
    public long[]? Longs(string attribute) => List(attribute, "i") is { } list ? [.. list.Select(v => (long)Number(v))] : null;

    /// <summary>A shape; -1 for a free size.</summary>
    public long[]? Shape(string attribute)
    {
        if (Find(attribute, "shape") is not { ValueKind: JsonValueKind.Object } shape || !shape.TryGetProperty("dim", out JsonElement dimensions)) return null;
        return [.. dimensions.EnumerateArray().Select(d => d.TryGetProperty("size", out JsonElement size) ? (long)Number(size) : 0)];
    }

    private JsonElement? Find(string attribute, string kind) =>
        Attributes.ValueKind == JsonValueKind.Object && Attributes.TryGetProperty(attribute, out JsonElement holder) && holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(kind, out JsonElement value) ? value : null;

    private JsonElement.ArrayEnumerator? List(string attribute, string kind) =>
        Find(attribute, "list") is { ValueKind: JsonValueKind.Object } list && list.TryGetProperty(kind, out JsonElement items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : null;

    private static float Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? float.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetSingle();

    private static string Decoded(JsonElement base64) => Encoding.UTF8.GetString(base64.GetBytesFromBase64());
}
