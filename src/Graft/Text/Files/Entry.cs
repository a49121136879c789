using System.Globalization;
using System.Text.Json;

namespace Graft.Text.Files;

/// <summary>An entry of a JSON file that knows where it stands, so that errors can tell.</summary>
/// <param name="source">The file.</param>
/// <param name="path">Where in the file.</param>
/// <param name="value">The entry.</param>
internal sealed class Entry(string source, string path, JsonElement value)
{
    /// <summary>The JSON itself.</summary>
    public JsonElement Value => value;

    /// <summary>The entry's 'type'.</summary>
    public string Type => Text("type");

    /// <summary>A field, or null where it is missing or null.</summary>
    public Entry? Get(string name)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Wrong("an object");
        return value.TryGetProperty(name, out JsonElement found) && found.ValueKind != JsonValueKind.Null ? new(source, Join(name), found) : null;
    }

    /// <summary>A field that has to be there.</summary>
    public Entry Require(string name) => Get(name) ?? throw new GraftException($"{source}: '{Join(name)}' is missing.");

    /// <summary>A text field.</summary>
    public string Text(string name, string? orElse = null) => (Get(name)?.AsText() ?? orElse) ?? Require(name).AsText();

    /// <summary>A boolean field.</summary>
    public bool Flag(string name, bool? orElse = null) => Get(name) is Entry entry ? entry.AsFlag() : orElse ?? Require(name).AsFlag();

    /// <summary>An integer field.</summary>
    public int Number(string name, int? orElse = null) => Get(name) is Entry entry ? entry.AsNumber() : orElse ?? Require(name).AsNumber();

    /// <summary>The items of a list field; none where it is missing.</summary>
    public IEnumerable<Entry> Items(string name) => Get(name)?.AsItems() ?? [];

    /// <summary>The entry as text.</summary>
    public string AsText() => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong("a string");

    /// <summary>The entry as a whole number of 32 bits.</summary>
    public int AsNumber() => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Wrong("a whole number of 32 bits");

    /// <summary>The entry as a number.</summary>
    public double AsReal() => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : throw Wrong("a number");

    /// <summary>The entries of a list.</summary>
    public Entry[] AsItems() => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select((item, i) => new Entry(source, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", item))]
        : throw Wrong("a list");

    /// <summary>The fields of an object.</summary>
    public IEnumerable<(string Name, Entry Entry)> AsFields() => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().Select(p => (p.Name, new Entry(source, Join(p.Name), p.Value)))
        : throw Wrong("an object");

    /// <summary>An error about this entry.</summary>
    public GraftException Wrong(string expected) => new($"{source}: '{path}': expected {expected}, found {Shown()}.");

    /// <summary>An error about a type that Graft doesn't know.</summary>
    public GraftException UnknownType(string what, params IEnumerable<string> known) =>
        new($"{source}: '{path}': {new UnknownNameException(what, Type, known).Message}");

    private bool AsFlag() => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong("true or false");

    private string Join(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private string Shown()
    {
        string text = value.GetRawText();
        return text.Length <= 80 ? text : $"{text[..80]}...";
    }
}
