using Graft.Architectures;
using Graft.Conversion;

namespace Graft.Backbones;

/// <summary>A backbone out of a file of named tensors: the configuration beside it says what it is, or else the names and shapes do.</summary>
internal static class CheckpointBackbone
{
    public static Backbone Open(string file, string address)
    {
        NetworkFile network = NetworkFile.Open(file, hint: address);
        LoadedWeights weights = network.Backbone();
        return new(network.Architecture.Name, weights.Graph, network.Preprocessing, new("", null, "", [.. NotesOn(weights), .. network.Notes]));
    }

    private static IEnumerable<string> NotesOn(LoadedWeights weights)
    {
        const int shown = 4;
        if (weights.Unused.Count > 0)
            yield return $"{weights.Unused.Count} tensors of the file are not used by the backbone: {string.Join(", ", weights.Unused.Take(shown))}{(weights.Unused.Count > shown ? ", ..." : "")}";
    }
}
