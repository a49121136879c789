using System.Text.Json;

namespace Graft.Checkpoints;

/// <summary>What the JSON of a header says of one tensor, unchecked; null where it says nothing, or nothing sensible.</summary>
internal readonly record struct SafetensorsEntry(string Name, string? Dtype, long[]? Shape, long[]? Offsets);

/// <summary>Reads the JSON header token by token, so that a name that stands twice is seen and nothing is built that the file does not hold.</summary>
internal ref struct SafetensorsHeader(ReadOnlySpan<byte> json, Faults faults)
{
    private const int MostTensors = 1_000_000;
    private const int MostDimensions = 32;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private Utf8JsonReader _reader = new(json);

    /// <summary>Tensors in the order of the file.</summary>
    public List<SafetensorsEntry> Entries { get; } = [];

    /// <summary>The texts of __metadata__.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads everything.</summary>
    /// <exception cref="JsonException">The header is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A text in it is no valid Unicode.</exception>
    public void Read()
    {
        _reader.Read();
        while (NextName() is { } name)
        {
            if (!_names.Add(name)) faults.Add($"the name '{name}' stands twice in the header");
            _reader.Read();
            if (name == "__metadata__") ReadMetadata();
            else Entries.Add(ReadEntry(name));
            if (Entries.Count > MostTensors) throw new JsonException($"more than {MostTensors} tensors");
        }
        _reader.Read(); // what follows the object must be blank
    }

    private string? NextName() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName ? _reader.GetString() : null;

    private void ReadMetadata()
    {
        if (!IsObject("__metadata__")) return;
        while (NextName() is { } key)
        {
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.String) faults.Add($"__metadata__ must hold texts only, '{key}' is a {Kind}");
            else if (!Metadata.TryAdd(key, _reader.GetString()!)) faults.Add($"'{key}' stands twice in __metadata__");
            _reader.Skip();
        }
    }

    private SafetensorsEntry ReadEntry(string name)
    {
        SafetensorsEntry entry = new(name, null, null, null);
        if (!IsObject(name)) return entry;
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (NextName() is { } field)
        {
            if (!seen.Add(field)) faults.Add($"tensor '{name}' says '{field}' twice");
            _reader.Read();
            if (field == "dtype") entry = entry with { Dtype = Text(name, field) };
            else if (field == "shape") entry = entry with { Shape = Numbers(name, field) };
            else if (field == "data_offsets") entry = entry with { Offsets = Numbers(name, field) };
            else _reader.Skip();
        }
        if (!seen.IsSupersetOf(["dtype", "shape", "data_offsets"]))
            faults.Add($"tensor '{name}' lacks {string.Join(" and ", new[] { "dtype", "shape", "data_offsets" }.Where(f => !seen.Contains(f)))}");
        return entry;
    }

    private bool IsObject(string name)
    {
        if (_reader.TokenType == JsonTokenType.StartObject) return true;
        faults.Add($"'{name}' must be an object, it is a {Kind}");
        _reader.Skip();
        return false;
    }

    private string? Text(string tensor, string field)
    {
        if (_reader.TokenType == JsonTokenType.String) return _reader.GetString();
        faults.Add($"tensor '{tensor}': {field} must be a text, it is a {Kind}");
        _reader.Skip();
        return null;
    }

    private long[]? Numbers(string tensor, string field)
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add($"tensor '{tensor}': {field} must be a list of whole numbers, it is a {Kind}");
            _reader.Skip();
            return null;
        }
        List<long> numbers = [];
        bool sound = true;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            sound &= numbers.Count < MostDimensions && _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out long number) && number >= 0 && Add(numbers, number);
            _reader.Skip();
        }
        if (!sound) faults.Add($"tensor '{tensor}': {field} must hold at most {MostDimensions} whole numbers of at least 0");
        return sound ? [.. numbers] : null;
    }

    private readonly string Kind => _reader.TokenType switch
    {
        JsonTokenType.StartArray => "list",
        JsonTokenType.StartObject => "object",
        JsonTokenType.Null => "null",
        JsonTokenType.True or JsonTokenType.False => "truth value",
        JsonTokenType.Number => "number",
        _ => "text",
    };

    private static bool Add(List<long> numbers, long number)
    {
        numbers.Add(number);
        return true;
    }
}
