using System.Text.Json;
using Graft.Architectures.KerasModels;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>
/// TensorFlow.js graph models of convolutional networks as ONNX graphs: the operations that converters leave of an inference graph. Inputs keep their shapes (channels last).
/// Source of the form: https://github.com/tensorflow/tfjs/tree/master/tfjs-converter
/// </summary>
public static class TfGraphModel
{
    private const long LargestModel = 256 << 20;

    /// <summary>Reads a model.</summary>
    /// <param name="path">model.json, or its folder.</param>
    /// <exception cref="GraftException">It is no graph model, or has operations that are not built; all of them are told.</exception>
    public static Graph Open(string path) => TryOpen(path) ?? throw new GraftException($"{path} is no graph model of TensorFlow.js.");

    /// <summary>The model of a path; null where it is no graph model.</summary>
    internal static Graph? TryOpen(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, TfJsFormat.FileName) : path;
        if (!File.Exists(file)) return null;
        MappedFile mapped = MappedFile.Open(file);
        if (!new TfJsFormat().Recognises(mapped)) return null;
        using JsonDocument json = Json.Open(file, TfJsFormat.Format, LargestModel);
        bool isGraph = json.RootElement.TryGetProperty(TfJsFormat.Topology, out JsonElement topology) && topology.ValueKind == JsonValueKind.Object && topology.TryGetProperty("node", out JsonElement nodes) && nodes.ValueKind == JsonValueKind.Array;
        return isGraph ? Build(file, topology.GetProperty("node"), new TfJsFormat().Read(mapped)) : null;
    }

    private static Graph Build(string file, JsonElement list, Checkpoint weights)
    {
        try
        {
            TfNode[] nodes = [.. list.EnumerateArray().Select(TfNode.Parse)];
            RefuseUnknown(file, nodes);
            TfBuild build = new(new GraphBuilder(file), file);
            Dictionary<string, TfValue> values = new TfWalk(build, nodes, weights).Run();
            HashSet<string> read = [.. nodes.SelectMany(n => n.Inputs)];
            (string, Wire)[] outputs = [.. nodes.Where(n => !read.Contains(n.Name) && values[n.Name].Flowing is not null).Select(n => (n.Name, Output(build, n, values[n.Name].Flowing!)))];
            return build.Builder.ToGraph([.. outputs.Select(o => (build.Builder.IsFree(o.Item1) ? o.Item1 : o.Item2.Name, o.Item2))]).With(build.Values);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException or OverflowException or ArgumentException)
        {
            throw new GraftException($"{file}: its nodes do not describe a network that can be built ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static Wire Output(TfBuild build, TfNode node, KerasTensor tensor) =>
        build.Builder.Makes(tensor.Last) ? tensor.Last : build.Builder.Node("Identity", build.Builder.Unused($"{node.Name}.output"), [tensor.Last], tensor.Last.Shape, tensor.Last.Type);

    private static void RefuseUnknown(string file, TfNode[] nodes)
    {
        string[] unknown = [.. nodes.Where(n => n.Op is not ("Placeholder" or "Const") && !TfOperations.Knows(n.Op)).Select(n => $"{n.Op} ('{n.Name}')")];
        const int shown = 30;
        if (unknown.Length > 0)
            throw new GraftException($"{file}: {unknown.Length} nodes have operations that Graft does not build: {string.Join(", ", unknown.Take(shown))}{(unknown.Length > shown ? ", ..." : "")}. "
                + $"It builds {string.Join(", ", TfOperations.Names)}. Convert the SavedModel that it was made from with tf2onnx instead.");
    }
}
