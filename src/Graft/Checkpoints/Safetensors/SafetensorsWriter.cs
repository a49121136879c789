using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>Writes safetensors as the reference writer does: widest element type first, then by name; readable by transformers ("format": "pt").</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>
    /// Writes tensors one after the other, without gathering them in memory, to a temporary file that then replaces <paramref name="path"/>.
    /// Tensors that share their bytes are stored once; the metadata says 'left-out name: stored name', and reading gives both back.
    /// </summary>
    /// <param name="path">The file to make or replace; its folder must exist.</param>
    /// <param name="tensors">Tensors by name; all must have values.</param>
    /// <param name="metadata">Texts to store with them; "format": "pt" is added where it is missing.</param>
    /// <exception cref="GraftException">A tensor has no values or a type that safetensors lacks, or the file can't be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, TensorData>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        SortedDictionary<string, string> texts = new(StringComparer.Ordinal) { ["format"] = "pt" };
        foreach ((string key, string text) in metadata ?? new Dictionary<string, string>()) texts[key] = text;
        List<KeyValuePair<string, TensorData>> stored = Deduplicate(tensors, texts);
        byte[] header = Header(stored, texts);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (TensorData tensor in stored.Select(t => t.Value))
            {
                stream.Write(tensor.Bytes.Span);
                GC.KeepAlive(tensor);
            }
        });
    }

    private static List<KeyValuePair<string, TensorData>> Deduplicate(IEnumerable<KeyValuePair<string, TensorData>> tensors, SortedDictionary<string, string> metadata)
    {
        Dictionary<(ReadOnlyMemory<byte>, ElementType, string), string> seen = [];
        List<KeyValuePair<string, TensorData>> stored = [];
        foreach (KeyValuePair<string, TensorData> named in tensors.OrderByDescending(t => t.Value.Type.Size()).ThenBy(t => t.Key, StringComparer.Ordinal))
        {
            (string name, TensorData tensor) = named;
            if (name == "__metadata__") throw new GraftException("A tensor can't be named '__metadata__' in safetensors: rename it.");
            bool first = tensor.Count == 0 || seen.TryAdd((tensor.Bytes, tensor.Type, TensorData.Describe(tensor.Shape)), name);
            if (first) stored.Add(named);
            else metadata[name] = seen[(tensor.Bytes, tensor.Type, TensorData.Describe(tensor.Shape))];
        }
        return stored;
    }

    private static byte[] Header(List<KeyValuePair<string, TensorData>> tensors, SortedDictionary<string, string> metadata)
    {
        using MemoryStream stream = new();
        stream.Write(stackalloc byte[sizeof(ulong)]);
        using (Utf8JsonWriter json = new(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) WriteJson(json, tensors, metadata);
        while (stream.Length % Alignment != 0) stream.WriteByte((byte)' ');
        byte[] header = stream.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)header.Length - sizeof(ulong));
        return header;
    }

    private static void WriteJson(Utf8JsonWriter json, List<KeyValuePair<string, TensorData>> tensors, SortedDictionary<string, string> metadata)
    {
        json.WriteStartObject();
        json.WriteStartObject("__metadata__");
        foreach ((string key, string text) in metadata) json.WriteString(key, text);
        json.WriteEndObject();
        long offset = 0;
        foreach ((string name, TensorData tensor) in tensors)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", SafetensorsTypes.NameOf(tensor.Type, name));
            WriteNumbers(json, "shape", tensor.Shape);
            WriteNumbers(json, "data_offsets", [offset, offset += tensor.ByteCount]);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
