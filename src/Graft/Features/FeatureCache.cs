using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Features;

/// <summary>
/// Features on disk: one safetensors file per batch, written beside and moved into place, named by the hash of everything that determines it:
/// trunk (nodes and weights), preprocessing, and the content of the batch's files in order.
/// </summary>
internal sealed class FeatureCache
{
    private const string Faults = "faults", Formats = "formats";
    private const string Layout = "2 "; // of the files; older ones are not found any more
    private readonly string _folder;

    public FeatureCache(string home, string trunkKey)
    {
        _folder = Path.Combine(home, "features", trunkKey);
        try
        {
            Directory.CreateDirectory(_folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GraftException($"The folder for cached features can't be made: {e.Message} Set GRAFT_HOME to a folder that can be written.", e);
        }
    }

    /// <summary>The key of all features that this trunk makes of photos that are preprocessed like this.</summary>
    public static string KeyOf(Graph trunk, string preprocessing)
    {
        using SHA256 hash = SHA256.Create();
        using CryptoStream stream = new(Stream.Null, hash, CryptoStreamMode.Write);
        stream.Write(Encoding.UTF8.GetBytes(Layout + preprocessing));
        OnnxFile.Write(trunk with { Metadata = trunk.Metadata.Clear(), Stages = [], Name = "" }, stream);
        stream.FlushFinalBlock();
        return Convert.ToHexStringLower(hash.Hash!)[..32];
    }

    public static string KeyOf(IEnumerable<byte[]> contentHashes)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] content in contentHashes) hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    public FeatureBatch? Find(string key)
    {
        string path = PathOf(key);
        if (!File.Exists(path)) return null;
        try
        {
            Checkpoint file = SafetensorsReader.Open(path);
            return new(file.Tensors, JsonSerializer.Deserialize<string?[]>(file.Metadata[Faults])!, JsonSerializer.Deserialize<string?[]>(file.Metadata[Formats])!);
        }
        catch (Exception e) when (e is GraftException or KeyNotFoundException or JsonException)
        {
            return null; // damaged from outside: computed anew and replaced
        }
    }

    public void Add(string key, FeatureBatch batch) =>
        SafetensorsWriter.Write(PathOf(key), batch.Values, new Dictionary<string, string> { [Faults] = JsonSerializer.Serialize(batch.Faults), [Formats] = JsonSerializer.Serialize(batch.Formats) });

    private string PathOf(string key) => Path.Combine(_folder, key + ".safetensors");
}
