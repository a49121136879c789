using Graft.Architectures;
using Graft.Checkpoints;
using Graft.Data;

namespace Graft.Backbones;

/// <summary>A backbone out of a file of named tensors: the architecture is found from the names and shapes.</summary>
internal static class CheckpointBackbone
{
    public static Backbone Open(string file, string address)
    {
        Checkpoint checkpoint = CheckpointFormats.Open(file);
        (Architecture architecture, LoadedWeights weights) = Recognise(checkpoint, Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)))!, address);
        string[] notes = weights.Unused.Count == 0 ? [] : [$"{weights.Unused.Count} tensors of the file are not used by the backbone: {string.Join(", ", weights.Unused.Take(4))}{(weights.Unused.Count > 4 ? ", ..." : "")}"];
        return new(architecture.Name, weights.Graph, PreprocessingOf(architecture), new("", null, "", notes));
    }

    private static Preprocessing PreprocessingOf(Architecture architecture) => architecture.Name == "squeezenet1_0"
        ? Preprocessing.ImageNet(256, 227) : Preprocessing.ImageNet(256 * architecture.ImageSize / 224, architecture.ImageSize);

    // A hint in the address or folder is tried first; otherwise every network is tried on the names and shapes alone.
    private static (Architecture, LoadedWeights) Recognise(Checkpoint checkpoint, string folder, string address)
    {
        Architecture? hinted = Architecture.All.Where(a => folder.Contains(a.Name, StringComparison.OrdinalIgnoreCase) || address == a.Name)
            .OrderByDescending(a => a.Name.Length).FirstOrDefault();
        GraftException? whyNot = null;
        foreach (Architecture candidate in hinted is null ? Architecture.All : [hinted, .. Architecture.All.Where(a => a != hinted)])
        {
            foreach (NameMap scheme in candidate.Schemes)
            {
                try
                {
                    return (candidate, WeightLoading.Fill(candidate.Build(new ArchitectureOptions { ImageSize = PreprocessingOf(candidate).Size.Height }), checkpoint, scheme, candidate.Unused));
                }
                catch (GraftException e)
                {
                    if (candidate == hinted) whyNot ??= e;
                }
            }
        }
        throw whyNot ?? new GraftException($"{checkpoint.Source}: the names and shapes of its {checkpoint.Tensors.Count} tensors fit no network that Graft knows "
            + $"({string.Join(", ", Architecture.All.Select(a => a.Name))}). First names: {string.Join(", ", checkpoint.Tensors.Keys.Order(StringComparer.Ordinal).Take(6))}.");
    }
}
