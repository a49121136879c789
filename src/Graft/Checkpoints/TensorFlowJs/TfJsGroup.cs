using System.Text.Json;
using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>A group of the manifest: weights one behind the other in shards that are read as one.</summary>
internal static class TfJsGroup
{
    /// <summary>Adds the weights of a group to the tensors; what is wrong is told.</summary>
    public static void Read(string path, JsonElement group, Dictionary<string, TensorData> tensors, Faults faults)
    {
        if (Items(group, "paths") is not { } paths || Items(group, "weights") is not { } entries)
        {
            faults.Add("a group of the manifest lacks paths or weights");
            return;
        }
        List<TfJsWeight?> weights = [.. entries.Select(e => TfJsWeight.Parse(e, faults))];
        List<MappedFile>? shards = Open(path, paths, faults);
        if (shards is null || weights.Contains(null)) return; // told already
        Int128 needed = weights.Aggregate((Int128)0, (sum, w) => sum + w!.Bytes), there = shards.Sum(s => s.Length);
        if (needed != there)
        {
            faults.Add($"the weights of {string.Join(", ", shards.Select(s => $"'{Path.GetFileName(s.Path)}'"))} need {needed} bytes, {there} are there");
            return;
        }
        long at = 0;
        foreach (TfJsWeight weight in weights.Select(w => w!))
        {
            if (weight.Bytes > int.MaxValue) faults.Add($"weight '{weight.Name}' has {weight.Bytes} bytes, more than the 2 GB that one tensor may have here");
            else if (!tensors.TryAdd(weight.Name, weight.Read(Bytes(shards, at, (int)weight.Bytes)))) faults.Add($"the name '{weight.Name}' stands twice");
            at += weight.Bytes;
        }
    }

    private static List<MappedFile>? Open(string path, IEnumerable<JsonElement> names, Faults faults)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        List<MappedFile> shards = [];
        bool all = true;
        foreach (JsonElement item in names)
        {
            string name = item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText();
            string? file = Siblings.Find(folder, name);
            if (file is null) faults.Add($"it names '{name}', which is no plain name of a file beside it");
            else if (!File.Exists(file)) faults.Add($"the file '{name}' that it names is missing");
            else shards.Add(MappedFile.Open(file));
            all &= file is not null && File.Exists(file);
        }
        return all ? shards : null;
    }

    /// <summary>Bytes of the shards as if they were one file; copied only where they cross a border.</summary>
    private static ReadOnlyMemory<byte> Bytes(List<MappedFile> shards, long at, int count)
    {
        int i = 0;
        while (i < shards.Count - 1 && at >= shards[i].Length) at -= shards[i++].Length;
        if (count == 0) return ReadOnlyMemory<byte>.Empty;
        if (at + count <= shards[i].Length) return shards[i].Slice(at, count);
        byte[] joined = new byte[count];
        for (int done = 0; done < count; at = 0, i++)
        {
            int part = (int)Math.Min(count - done, shards[i].Length - at);
            shards[i].Slice(at, part).CopyTo(joined.AsMemory(done));
            done += part;
        }
        return joined;
    }

    private static List<JsonElement>? Items(JsonElement group, string key) =>
        group.ValueKind == JsonValueKind.Object && group.TryGetProperty(key, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : null;
}
