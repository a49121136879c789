using System.Globalization;
using System.Text;
using System.Text.Json;
using Graft.Graphs;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>The attributes of an operation, however they are stored; null where there is no such one.</summary>
internal abstract class TfAttributes
{
    public abstract string? Text(string name);

    public abstract string[]? Texts(string name);

    public abstract float? Float(string name);

    public abstract bool? Flag(string name);

    public abstract long[]? Longs(string name);

    /// <summary>A shape; -1 for a free size.</summary>
    public abstract long[]? Shape(string name);

    /// <summary>The value of a constant, where the graph itself has it.</summary>
    public virtual TensorData? Tensor(string name) => null;

    /// <summary>The name of a function that is called.</summary>
    public virtual string? Function(string name) => null;
}

/// <summary>Attributes in TensorFlow.js' JSON: numbers are texts, and texts are base64.</summary>
internal sealed class TfJsonAttributes(JsonElement attributes) : TfAttributes
{
    public override string? Text(string name) => Find(name, "s") is { ValueKind: JsonValueKind.String } text ? Decoded(text) : null;

    public override string[]? Texts(string name) => List(name, "s") is { } list ? [.. list.Select(Decoded)] : null;

    public override float? Float(string name) => Find(name, "f") is { } value ? Number(value) : null;

    public override bool? Flag(string name) => Find(name, "b") is { } value ? value.ValueKind == JsonValueKind.True : null;

    public override long[]? Longs(string name) => List(name, "i") is { } list ? [.. list.Select(v => (long)Number(v))] : null;

    public override long[]? Shape(string name)
    {
        if (Find(name, "shape") is not { ValueKind: JsonValueKind.Object } shape || !shape.TryGetProperty("dim", out JsonElement dimensions)) return null;
        return [.. dimensions.EnumerateArray().Select(d => d.TryGetProperty("size", out JsonElement size) ? (long)Number(size) : 0)];
    }

    private JsonElement? Find(string name, string kind) =>
        attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty(name, out JsonElement holder) && holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(kind, out JsonElement value) ? value : null;

    private JsonElement.ArrayEnumerator? List(string name, string kind) =>
        Find(name, "list") is { ValueKind: JsonValueKind.Object } list && list.TryGetProperty(kind, out JsonElement items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : null;

    private static float Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? float.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetSingle();

    private static string Decoded(JsonElement base64) => Encoding.UTF8.GetString(base64.GetBytesFromBase64());
}
