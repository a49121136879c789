using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Graphs.Onnx;

namespace Graft.Inference;

/// <summary>
/// A graph as ONNX Runtime takes it without copies: tensors that lie in files stay there, and the runtime maps them itself. Copies are what opening a large model costs: the
/// system must find and clear a page for every 4 KB of each.
/// </summary>
/// <param name="Message">The model, with the other tensors in it.</param>
/// <param name="Folder">Where the files lie; null where all tensors are in the message.</param>
internal sealed record MappedModel(byte[] Message, string? Folder)
{
    private const long Smallest = 1 << 12, LargeMatrix = 64 << 20;

    public static MappedModel Of(Graph graph)
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        var folder = graph.Initializers.Where(i => i.Value.HasData && i.Value.ByteCount >= Smallest).Select(i => (i.Key, Bytes: i.Value.ByteCount, Place: PlaceOf(i.Value, files)))
            .Where(p => p.Place is not null).GroupBy(p => Path.GetDirectoryName(p.Place!.Value.File)!).MaxBy(g => g.Sum(p => p.Bytes));
        Dictionary<string, (string, long)>? places = folder?.ToDictionary(p => p.Key, p => (Path.GetFileName(p.Place!.Value.File), p.Place.Value.Offset), StringComparer.Ordinal);
        OnnxWriter writer = new(graph, places);
        byte[] message = new byte[writer.Length];
        using MemoryStream stream = new(message);
        writer.WriteTo(stream);
        return new(message, folder?.Key);
    }

    /// <summary>Whether one of the matrices that rows are multiplied with takes so much that a copy of it is the peak of opening the model: the first linear layers of VGG and AlexNet.</summary>
    public static bool HasLargeMatrix(Graph graph) =>
        graph.Nodes.Any(n => n.OpType is "Gemm" or "MatMul" && n.Input(1) is { } name && graph.Initializers.TryGetValue(name, out TensorData? matrix) && matrix.ByteCount >= LargeMatrix);

    /// <summary>The real file, behind the links that hubs' caches are made of, and the offset in it; null where the tensor is in memory or its file is gone.</summary>
    private static (string File, long Offset)? PlaceOf(TensorData data, Dictionary<string, string> files)
    {
        if (MappedFile.PlaceOf(data.Bytes) is not var (path, offset)) return null;
        if (!files.TryGetValue(path, out string? real)) files[path] = real = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path) : "";
        return real.Length == 0 ? null : (real, offset);
    }
}
