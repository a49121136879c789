using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Checkpoints;

namespace Graft.Architectures.KerasModels;

/// <summary>keras_metadata.pb of a SavedModel that Keras 2 wrote: for each object of the model, its configuration as JSON (protobuf/saved_metadata.proto).</summary>
internal static class KerasMetadata
{
    public const string FileName = "keras_metadata.pb";
    private const string Format = "Keras metadata";

    /// <summary>The configuration of the outermost object.</summary>
    /// <exception cref="GraftException">There is none.</exception>
    public static KerasLayer ModelOf(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        ProtoReader nodes = new(file.Slice(0, file.Length));
        while (nodes.Next())
            if (nodes.Field == 1 && RootOf(nodes.Bytes) is { } json) return Parse(path, json);
        throw Faults.Fatal(path, Format, "it has no model at its root");
    }

    private static ReadOnlyMemory<byte>? RootOf(ReadOnlyMemory<byte> node)
    {
        bool isRoot = false;
        ReadOnlyMemory<byte> json = default;
        ProtoReader r = new(node);
        while (r.Next())
        {
            if (r.Field == 3) isRoot = Encoding.UTF8.GetString(r.Bytes.Span) == "root";
            if (r.Field == 5) json = r.Bytes;
        }
        return isRoot && json.Length > 0 ? json : null;
    }

    private static KerasLayer Parse(string path, ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = Json.Parse(path, Format, json.ToArray());
        JsonNode plain = Plain(JsonNode.Parse(document.RootElement.GetRawText())!);
        return KerasConfig.Of(path, JsonSerializer.SerializeToElement(plain["model_config"] ?? plain));
    }

    /// <summary>Tuples and shapes, which are objects with items here, as the lists that they are elsewhere.</summary>
    private static JsonNode Plain(JsonNode node)
    {
        if (node is JsonObject entry && entry["items"] is JsonArray items && entry["class_name"]?.ToString() is "__tuple__" or "TensorShape") return Plain(items);
        if (node is JsonObject all) return new JsonObject(all.Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Plain(p.Value))));
        return node is JsonArray list ? new JsonArray([.. list.Select(v => v is null ? null : Plain(v))]) : node.DeepClone();
    }
}
