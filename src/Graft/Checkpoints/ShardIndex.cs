using System.Text.Json;
using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>A checkpoint in several files: model.safetensors.index.json or pytorch_model.bin.index.json says in weight_map which tensor lies in which file.</summary>
internal static class ShardIndex
{
    private const string Format = "shard index";
    private const long LargestIndex = 64 << 20;

    /// <summary>Opens all shards, each with its own reader; every tensor must lie where the index says, and no other may be there.</summary>
    /// <exception cref="GraftException">The index is not sound, names a file outside its folder or one that is missing, or does not agree with the shards.</exception>
    public static Checkpoint Open(string path, Func<string, Checkpoint> openShard)
    {
        Dictionary<string, string> map = ReadMap(path);
        Faults faults = new(path, Format);
        Dictionary<string, string> files = Locate(path, map.Values.Distinct(StringComparer.Ordinal), faults);
        faults.ThrowIfAny();
        List<Checkpoint> shards = [];
        Dictionary<string, TensorData> tensors = new(StringComparer.Ordinal);
        foreach ((string name, string file) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            shards.Add(openShard(file));
            Take(name, shards[^1], map, tensors, faults);
        }
        foreach (string missing in map.Keys.Where(name => !tensors.ContainsKey(name))) faults.Add($"tensor '{missing}' is not in '{map[missing]}'");
        faults.ThrowIfAny();
        return new Checkpoint(path, $"{shards.FirstOrDefault()?.Format ?? Format}, {shards.Count} files", tensors) { Metadata = shards.FirstOrDefault()?.Metadata ?? new Dictionary<string, string>() };
    }

    private static void Take(string shard, Checkpoint found, Dictionary<string, string> map, Dictionary<string, TensorData> tensors, Faults faults)
    {
        foreach ((string name, TensorData tensor) in found.Tensors)
        {
            if (!map.TryGetValue(name, out string? expected)) faults.Add($"tensor '{name}' of '{shard}' is not in the index");
            else if (expected != shard) faults.Add($"tensor '{name}' lies in '{shard}', the index says '{expected}'");
            else tensors.Add(name, tensor);
        }
    }

    private static Dictionary<string, string> Locate(string path, IEnumerable<string> names, Faults faults)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (Siblings.Find(folder, name) is not { } file) faults.Add($"it names '{name}', which is no plain name of a file beside it");
            else if (!File.Exists(file)) faults.Add($"the file '{name}' that it names is missing");
            else files.Add(name, file);
        }
        return files;
    }

    private static Dictionary<string, string> ReadMap(string path)
    {
        using JsonDocument json = Json.Open(path, Format, LargestIndex);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
            throw Faults.Fatal(path, Format, "it has no object 'weight_map'");
        Faults faults = new(path, Format);
        foreach (JsonProperty entry in map.EnumerateObject().Where(e => e.Value.ValueKind != JsonValueKind.String)) faults.Add($"the file of tensor '{entry.Name}' is no text");
        faults.ThrowIfAny();
        return map.EnumerateObject().ToDictionary(e => e.Name, e => e.Value.GetString()!, StringComparer.Ordinal);
    }
}
