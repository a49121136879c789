using System.Text.Json;

namespace Graft.Checkpoints;

/// <summary>Strict JSON: no name twice in an object, no comments, a limited size.</summary>
internal static class Json
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Reads a JSON file whole.</summary>
    /// <exception cref="GraftException">It is larger than <paramref name="largest"/> bytes, or not valid JSON.</exception>
    public static JsonDocument Open(string path, string format, long largest)
    {
        using MappedFile file = MappedFile.Open(path);
        if (file.Length > largest) throw Faults.Fatal(path, format, $"it has {file.Length} bytes, at most {largest} are expected of such a file");
        return Parse(path, format, file.Slice(0, file.Length).ToArray());
    }

    /// <summary>Parses JSON text, with or without a byte order mark.</summary>
    /// <exception cref="GraftException">It is not valid JSON, or has a name twice.</exception>
    public static JsonDocument Parse(string path, string format, ReadOnlyMemory<byte> utf8)
    {
        ReadOnlyMemory<byte> json = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        try
        {
            if (!System.Text.Unicode.Utf8.IsValid(json.Span)) throw new JsonException("it is not UTF-8 text");
            return JsonDocument.Parse(json, Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Faults.Fatal(path, format, $"it is not valid JSON ({e.Message.TrimEnd('.')})", e);
        }
    }
}
