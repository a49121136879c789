using Graft.Architectures;
using Graft.Architectures.Text;
using Graft.Backbones;
using Graft.Bundles;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Hub;

namespace Graft.Conversion;

/// <summary>A whole model, classifier included, out of anything that holds one: an ONNX file, a bundle, or a checkpoint that Graft recognises.</summary>
/// <param name="Name">The network, or the file where it is none of the built-in ones.</param>
/// <param name="Graph">What it computes, every parameter filled.</param>
/// <param name="Notes">What the user should know.</param>
public sealed record WholeModel(string Name, Graph Graph, IReadOnlyList<string> Notes)
{
    /// <summary>Fetches and opens a model.</summary>
    /// <param name="address">A built-in name, a file, a folder (of a bundle, or as published), or an address in a package or hub.</param>
    /// <param name="options">Cache, offline switch and progress of the hub.</param>
    /// <param name="architecture">The network's name, where the file alone can't tell.</param>
    /// <param name="imageSize">Height and width of the photos in pixels, for checkpoints of networks that take several; null for the usual.</param>
    /// <exception cref="GraftException">Not to be had, not sound, or no network that Graft knows.</exception>
    public static WholeModel Load(string address, HubOptions? options = null, string? architecture = null, int? imageSize = null)
    {
        ResolvedModel model = ModelHub.Resolve(address, options);
        WholeModel opened = Open(WeightFile.Of(model), architecture, address, imageSize);
        return opened with { Notes = [.. model.Notes, .. opened.Notes] };
    }

    private static WholeModel Open(string file, string? architecture, string address, int? imageSize)
    {
        if (OnnxFile.IsOne(file)) return new(Path.GetFileName(file), OnnxFile.Read(file), []);
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (architecture is null && WholeTextNetwork.IsIn(folder)) return OfText(folder, file);
        if (architecture is null && KerasFile.Open(file) is (Graph keras, var notes)) return new(Path.GetFileName(file), keras, notes);
        NetworkFile network = NetworkFile.Open(file, architecture, address);
        LoadedWeights weights = network.Whole(imageSize);
        Graph graph = weights.Graph with { Metadata = weights.Graph.Metadata.SetItem(ModelNotes.Preprocessing, network.Preprocessing.ToJson()) };
        return new(network.Architecture.Name, graph, [$"{network.Architecture.Name}, {weights.Scheme} names", .. NotesOn(weights), .. network.Notes]);
    }

    private static WholeModel OfText(string folder, string file)
    {
        LoadedWeights weights = WholeTextNetwork.Open(folder, CheckpointFormats.Open(file));
        return new(weights.Graph.Name, weights.Graph, [.. NotesOn(weights)]);
    }

    private static IEnumerable<string> NotesOn(LoadedWeights weights)
    {
        string[] left = [.. weights.Unused.Where(u => !u.EndsWith("num_batches_tracked", StringComparison.Ordinal))];
        const int shown = 4;
        if (left.Length > 0) yield return $"{left.Length} tensors of the file are not used: {string.Join(", ", left.Take(shown))}{(left.Length > shown ? ", ..." : "")}";
    }
}
