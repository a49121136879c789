using System.Text.Json;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Training.Loop;

/// <summary>
/// The state of a run on disk: one safetensors file, written beside and moved into place, the one before kept. A run that was killed goes on from the newest
/// that is whole.
/// </summary>
/// <param name="folder">The run's own folder.</param>
internal sealed class TrainingCheckpoint(string folder)
{
    private const string Plain = "state";
    private static readonly (string Prefix, Func<TrainingState, IReadOnlyDictionary<string, TensorData>> Of)[] Parts =
        [("weight/", s => s.Weights), ("moment/", s => s.Moments), ("average/", s => s.Average), ("best/", s => s.Best)];

    private string Newest => Path.Combine(folder, "state.safetensors");

    private string Before => Path.Combine(folder, "state-before.safetensors");

    /// <summary>Writes the state; what was there becomes the one before.</summary>
    public void Save(TrainingState state)
    {
        Directory.CreateDirectory(folder);
        if (File.Exists(Newest)) File.Move(Newest, Before, overwrite: true);
        Dictionary<string, string> texts = new() { [Plain] = JsonSerializer.Serialize(WithoutTensors(state)) };
        SafetensorsWriter.Write(Newest, Parts.SelectMany(p => p.Of(state).Select(t => KeyValuePair.Create(p.Prefix + t.Key, t.Value))), texts);
    }

    /// <summary>The newest whole state, or null where a run begins.</summary>
    public TrainingState? Load() => Load(Newest) ?? Load(Before);


    private static TrainingState? Load(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            Checkpoint file = SafetensorsReader.Open(path);
            TrainingState plain = JsonSerializer.Deserialize<TrainingState>(file.Metadata[Plain])!;
            Dictionary<string, TensorData> Part(string prefix) =>
                file.Tensors.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(t => t.Key[prefix.Length..], t => t.Value);
            return plain with { Weights = Part("weight/"), Moments = Part("moment/"), Average = Part("average/"), Best = Part("best/") };
        }
        catch (Exception e) when (e is GraftException or JsonException or KeyNotFoundException)
        {
            return null; // torn by a crash of the machine: the one before is whole
        }
    }

    private static TrainingState WithoutTensors(TrainingState state)
    {
        Dictionary<string, TensorData> none = [];
        return state with { Weights = none, Moments = none, Average = none, Best = none };
    }
}
