using Graft.Architectures;
using Graft.Architectures.Configurations;
using Graft.Checkpoints;
using Graft.Data;
using Graft.Graphs;

namespace Graft.Conversion;

/// <summary>A file of weights of a network for images, and what it was found to be: by name, by the configuration beside it, or by its tensors.</summary>
/// <param name="Checkpoint">The file's tensors.</param>
/// <param name="Architecture">The network.</param>
/// <param name="Scheme">Whose names the tensors have.</param>
/// <param name="Classes">Outputs of the classifier in the file; null where it has none.</param>
/// <param name="Preprocessing">How photos enter.</param>
/// <param name="Alternatives">Other networks with the very same tensors.</param>
public sealed record NetworkFile(Checkpoint Checkpoint, Architecture Architecture, NameMap Scheme, int? Classes, Preprocessing Preprocessing, IReadOnlyList<string> Alternatives)
{
    /// <summary>Opens a file or folder and finds out what it is.</summary>
    /// <param name="path">What <see cref="Checkpoint.Open"/> opens.</param>
    /// <param name="architecture">The network's name, where the file alone can't tell; null to find it.</param>
    /// <param name="hint">A name that decides between networks with the same tensors, beside those of file and folder.</param>
    /// <exception cref="GraftException">The file is not sound, or fits no network; the message tells what does not fit of the network that was meant.</exception>
    public static NetworkFile Open(string path, string? architecture = null, string hint = "") => Of(CheckpointFormats.Open(path), path, architecture, hint);

    /// <summary>Finds out what an opened checkpoint is; see <see cref="Open"/>.</summary>
    public static NetworkFile Of(Checkpoint checkpoint, string path, string? architecture = null, string hint = "")
    {
        string folder = Directory.Exists(path) ? Path.GetFullPath(path) : Path.GetDirectoryName(Path.GetFullPath(path))!;
        PublishedConfiguration? told = PublishedConfiguration.Beside(folder);
        Architecture? named = architecture is not null ? Architecture.Get(architecture) : told?.Architecture ?? Noted(checkpoint);
        if (named is not null && Recognition.SchemeOf(named, checkpoint) is null) named = KerasApplications.FormOf(named, checkpoint) ?? named;
        Recognition? found = named is null ? Recognition.Of(checkpoint, $"{Path.GetFileName(folder)} {Path.GetFileName(path)} {hint}") : null;
        Architecture network = named ?? found?.Architecture ?? throw Unknown(checkpoint, Path.GetFileName(folder), hint);
        NameMap scheme = found?.Scheme ?? Recognition.SchemeOf(network, checkpoint) ?? network.Schemes.FirstOrDefault(s => s.Scheme == told?.Scheme) ?? network.Schemes[0];
        return new(checkpoint, network, scheme, Recognition.ClassesOf(network, checkpoint, scheme), told?.Preprocessing ?? network.Preprocessing, found?.Alternatives ?? []);
    }

    /// <summary>The network, filled: with the classifier of the file, or ending with its features where the file has none.</summary>
    /// <param name="imageSize">Height and width of the photos in pixels; null for those of <see cref="Preprocessing"/>.</param>
    /// <exception cref="GraftException">Tensors are missing, unexpected or of another shape; the message tells all of them.</exception>
    public LoadedWeights Whole(int? imageSize = null) => Fill(Classes, imageSize);

    /// <summary>The network without its classifier, filled: it ends with its features.</summary>
    /// <exception cref="GraftException">Tensors are missing, unexpected or of another shape; the message tells all of them.</exception>
    public LoadedWeights Backbone() => Fill(null, null);

    /// <summary>What the user should know: the networks that it might be as well.</summary>
    public IEnumerable<string> Notes => Alternatives.Count == 0 ? []
        : [$"the file fits {string.Join(" and ", Alternatives)} as well as {Architecture.Name}, which it was taken for; a config.json beside it, or the name in the folder's, decides"];

    private LoadedWeights Fill(int? classes, int? imageSize)
    {
        Graph declared = Architecture.Build(new() { Classes = classes, ImageSize = imageSize ?? Preprocessing.Size.Height });
        return WeightLoading.Fill(declared, Checkpoint, Scheme, Architecture.Unused);
    }

    /// <summary>The network that a file of Graft's own names.</summary>
    private static Architecture? Noted(Checkpoint checkpoint) =>
        checkpoint.Metadata.TryGetValue(GraphNotes.Architecture, out string? name) ? Architecture.All.FirstOrDefault(a => a.Name == name) : null;

    private static GraftException Unknown(Checkpoint checkpoint, string folder, string hint)
    {
        Architecture? hinted = Architecture.All.Where(a => folder.Contains(a.Name, StringComparison.OrdinalIgnoreCase) || hint == a.Name).MaxBy(a => a.Name.Length);
        // Filling the network that was meant says what of it does not fit.
        if (hinted is not null) WeightLoading.Fill(hinted.Build(new()), checkpoint, hinted.Schemes[0], hinted.Unused);
        return new($"{checkpoint.Source}: the names and shapes of its {checkpoint.Tensors.Count} tensors fit no network that Graft knows; 'graft models' lists them. "
            + $"First names: {string.Join(", ", checkpoint.Tensors.Keys.Order(StringComparer.Ordinal).Take(6))}.");
    }
}
