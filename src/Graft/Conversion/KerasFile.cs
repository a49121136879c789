using System.Text.Json;
using Graft.Architectures;
using Graft.Architectures.KerasModels;
using Graft.Architectures.TensorFlowGraphs;
using Graft.Bundles;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Conversion;

/// <summary>A Keras model of one's own as a graph that says what pixels it wants, and, where a file beside it names them, its labels.</summary>
internal static class KerasFile
{
    /// <summary>The graph, and what the user should know; null where the file has no layers, or only those of a network that Graft knows by its tensors.</summary>
    /// <exception cref="GraftException">It has layers that are not built, and fits no known network.</exception>
    public static (Graph Graph, IReadOnlyList<string> Notes)? Open(string file)
    {
        if (Path.GetFileName(file) == SavedModelFormat.FileName) file = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Model(file) is Graph graph ? Described(graph, file) : null;
    }

    private static Graph? Model(string file)
    {
        try
        {
            return KerasModel.TryOpen(file) ?? TfGraphModel.TryOpen(file);
        }
        catch (GraftException) when (Recognition.Of(CheckpointFormats.Open(file)) is not null)
        {
            return null; // its layers are not all built one by one, but the network is
        }
    }

    private static (Graph, IReadOnlyList<string>) Described(Graph graph, string file)
    {
        if (graph.Inputs is not [ValueInfo input]) return (graph, []);
        TeachableMachine? export = TeachableMachine.Beside(file, input);
        if ((export?.Preprocessing ?? KerasPixels.Of(graph)?.Preprocessing) is not { } pixels) return (graph, []);
        Graph described = graph with { Metadata = graph.Metadata.SetItem(ModelNotes.Preprocessing, pixels.ToJson()) };
        if (export is null) return (described, KerasPixels.Of(graph) is { Note: string note } ? [note] : []);
        return (described with { Metadata = described.Metadata.SetItem(ModelNotes.Labels, JsonSerializer.Serialize(export.Labels)) }, ["an export of Teachable Machine"]);
    }
}
