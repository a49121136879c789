using System.Text.Json;

namespace Graft.Hub.HuggingFace;

/// <summary>The listing of a commit in the cache, as huggingface_hub keeps it (trees/{commit}.json, format_version 1).</summary>
internal static class Listing
{
    private static readonly JsonWriterOptions Written = new() { Indented = true, IndentSize = 1, NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyList<ListedFile>? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using JsonDocument tree = JsonDocument.Parse(File.ReadAllBytes(path));
            if (tree.RootElement.GetProperty("format_version").GetInt32() != 1) return null;
            return [.. tree.RootElement.GetProperty("files").EnumerateObject().Select(Read)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // it is only a memory: the hub is asked anew
        }
    }

    public static void Write(string path, IReadOnlyList<ListedFile> files)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, Written))
        {
            json.WriteStartObject();
            json.WriteNumber("format_version", 1);
            json.WriteStartObject("files");
            foreach (ListedFile file in files) Write(json, file);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        AtomicFile.Write(path, text.ToArray());
    }

    private static void Write(Utf8JsonWriter json, ListedFile file)
    {
        json.WriteStartObject(file.Path);
        json.WriteNumber("size", file.Size);
        json.WriteString("blob_id", file.Oid);
        if (file.Sha256 is not null) json.WriteString("lfs_sha256", file.Sha256);
        if (file.Sha256 is not null) json.WriteNumber("lfs_size", file.Size);
        json.WriteEndObject();
    }

    private static ListedFile Read(JsonProperty entry) => new(
        SafePath.Require(entry.Name, "file name in a cached listing"), entry.Value.GetProperty("size").GetInt64(), entry.Value.GetProperty("blob_id")
            .GetString() ?? "",
        entry.Value.TryGetProperty("lfs_sha256", out JsonElement sha) ? sha.GetString() : null);
}
