using System.Text.Json;
using Graft.Backbones;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Hub;

namespace Graft.Tests.Backbones;

public sealed class BackboneLoaderTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("graft-test-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void Load_FolderOfShards_IsTheWholeNetwork()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_home, "squeezenet1_1")).FullName;
        Graph network = DrawnNetwork.Build("squeezenet1_1");
        KeyValuePair<string, TensorData>[] parameters = [.. network.Initializers.Where(i => i.Value.Type == ElementType.Float32).OrderBy(i => i.Key, StringComparer.Ordinal)];
        Dictionary<string, string> map = [];
        foreach ((KeyValuePair<string, TensorData>[] shard, int i) in parameters.Chunk((parameters.Length + 1) / 2).Select((s, i) => (s, i)))
        {
            string name = $"model-{i + 1:D5}-of-00002.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, name), shard);
            foreach (string key in shard.Select(p => p.Key)) map[key] = name;
        }
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = map }));

        Backbone backbone = BackboneLoader.Load(folder, new HubOptions { Home = _home });

        backbone.Name.ShouldBe("squeezenet1_1");
        foreach ((string key, TensorData data) in parameters.Where(p => !p.Key.StartsWith("classifier.", StringComparison.Ordinal)))
            backbone.Graph.Initializers[key].Bytes.Span.SequenceEqual(data.Bytes.Span).ShouldBeTrue(key);
    }
}
