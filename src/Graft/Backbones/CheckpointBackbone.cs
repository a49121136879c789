using Graft.Architectures;
using Graft.Architectures.Configurations;
using Graft.Checkpoints;
using Graft.Data;

namespace Graft.Backbones;

/// <summary>A backbone out of a file of named tensors: the configuration beside it says what it is, or else the names and shapes do.</summary>
internal static class CheckpointBackbone
{
    public static Backbone Open(string file, string address)
    {
        Checkpoint checkpoint = CheckpointFormats.Open(file);
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        PublishedConfiguration? told = PublishedConfiguration.Beside(folder);
        Recognition? found = told is null ? Recognition.Of(checkpoint, $"{Path.GetFileName(folder)} {Path.GetFileName(file)} {address}") : null;
        Architecture architecture = told?.Architecture ?? found?.Architecture ?? throw Unknown(checkpoint, Path.GetFileName(folder), address);
        Preprocessing preprocessing = told?.Preprocessing ?? architecture.Preprocessing;
        NameMap scheme = found?.Scheme ?? Recognition.SchemeOf(architecture, checkpoint) ?? architecture.Schemes.FirstOrDefault(s => s.Scheme == told?.Scheme) ?? architecture.Schemes[0];
        LoadedWeights weights = WeightLoading.Fill(architecture.Build(new() { ImageSize = preprocessing.Size.Height }), checkpoint, scheme, architecture.Unused);
        return new(architecture.Name, weights.Graph, preprocessing, new("", null, "", [.. NotesOn(weights, architecture, found)]));
    }

    private static IEnumerable<string> NotesOn(LoadedWeights weights, Architecture architecture, Recognition? found)
    {
        const int shown = 4;
        if (weights.Unused.Count > 0)
            yield return $"{weights.Unused.Count} tensors of the file are not used by the backbone: {string.Join(", ", weights.Unused.Take(shown))}{(weights.Unused.Count > shown ? ", ..." : "")}";
        if (found?.Alternatives.Count > 0)
            yield return $"the file fits {string.Join(" and ", found.Alternatives)} as well as {architecture.Name}, which it was taken for; a config.json beside it, or the name in the folder's, decides";
    }

    private static GraftException Unknown(Checkpoint checkpoint, string folder, string address)
    {
        Architecture? hinted = Architecture.All.Where(a => folder.Contains(a.Name, StringComparison.OrdinalIgnoreCase) || address == a.Name).MaxBy(a => a.Name.Length);
        // Filling the network that was meant says what of it does not fit.
        if (hinted is not null) WeightLoading.Fill(hinted.Build(new()), checkpoint, hinted.Schemes[0], hinted.Unused);
        return new($"{checkpoint.Source}: the names and shapes of its {checkpoint.Tensors.Count} tensors fit no network that Graft knows; 'graft models' lists them. "
            + $"First names: {string.Join(", ", checkpoint.Tensors.Keys.Order(StringComparer.Ordinal).Take(6))}.");
    }
}
