using System.Text.Json;
using Graft.Architectures.KerasModels;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>
/// Graphs of TensorFlow as ONNX graphs: TensorFlow.js graph models, and SavedModels by their signature, as far as they are convolutional networks for inference. Inputs keep their
/// shapes (channels last). Nothing is run: known operations are rewritten, unknown ones refused.
/// Source of the first form: https://github.com/tensorflow/tfjs/tree/master/tfjs-converter
/// </summary>
public static class TfGraphModel
{
    private const long LargestModel = 256 << 20;

    /// <summary>Reads a model.</summary>
    /// <param name="path">model.json or its folder, or the folder of a SavedModel.</param>
    /// <exception cref="GraftException">It is no such model, or has operations that are not built; all of them are told.</exception>
    public static Graph Open(string path) => TryOpen(path) ?? throw new GraftException($"{path} is no graph model of TensorFlow.js and no SavedModel.");

    /// <summary>The model of a path; null where it is none.</summary>
    internal static Graph? TryOpen(string path)
    {
        string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        bool isSaved = File.Exists(Path.Combine(folder, SavedModelFormat.FileName)) && (Directory.Exists(path) || Path.GetFileName(path) == SavedModelFormat.FileName);
        if (isSaved) return OfSavedModel(Path.Combine(folder, SavedModelFormat.FileName));
        string file = Directory.Exists(path) ? Path.Combine(path, TfJsFormat.FileName) : path;
        if (!File.Exists(file)) return null;
        MappedFile mapped = MappedFile.Open(file);
        return new TfJsFormat().Recognises(mapped) ? OfTfJs(mapped) : null;
    }

    private static Graph? OfTfJs(MappedFile file)
    {
        using JsonDocument json = Json.Open(file.Path, TfJsFormat.Format, LargestModel);
        if (!json.RootElement.TryGetProperty(TfJsFormat.Topology, out JsonElement topology) || topology.ValueKind != JsonValueKind.Object
            || !topology.TryGetProperty("node", out JsonElement list) || list.ValueKind != JsonValueKind.Array) return null;
        return Guarded(file.Path, () =>
        {
            TfNode[] nodes = [.. list.EnumerateArray().Select(TfNode.Parse)];
            HashSet<string> read = [.. nodes.SelectMany(n => n.Inputs)];
            // What nobody reads comes out; constants and what only orders others do not.
            IEnumerable<(string, string)> outputs = nodes.Where(n => !read.Contains(n.Name) && n.Op is not ("Const" or "NoOp" or "Placeholder")).Select(n => (n.Name, n.Name));
            return Build(file.Path, nodes, new TfJsFormat().Read(file), new Dictionary<string, string>(), outputs);
        });
    }

    private static Graph OfSavedModel(string path) => Guarded(path, () =>
    {
        TfSavedGraph saved = TfSavedGraph.Read(path);
        return Build(path, saved.Nodes, Checkpoint.Open(path), saved.Inputs.ToDictionary(i => i.Node, i => i.Name, StringComparer.Ordinal), saved.Outputs.Select(o => (o.Name, o.Node)));
    });

    private static Graph Build(string source, IEnumerable<TfNode> nodes, Checkpoint weights, IReadOnlyDictionary<string, string> inputNames, IEnumerable<(string Name, string Node)> outputs)
    {
        TfBuild build = new(new GraphBuilder(source), source);
        TfWalk walk = new(build, nodes, weights, inputNames);
        (string Name, Wire Wire)[] all = [.. outputs.Select(o => (o.Name, Output(build, o.Name, walk.Add(o.Node).Flowing ?? throw new GraftException($"{source}: its output '{o.Name}' is a constant."))))];
        if (all.Length == 0) throw new GraftException($"{source}: its graph has no outputs.");
        return build.Builder.ToGraph([.. all.Select(o => (build.Builder.IsFree(o.Name) ? o.Name : o.Wire.Name, o.Wire))]).With(build.Values);
    }

    private static Wire Output(TfBuild build, string name, KerasTensor tensor) =>
        tensor.Last is var wire && build.Builder.Makes(wire) ? wire : build.Builder.Node("Identity", build.Builder.Unused($"{name}.output"), [tensor.Last], tensor.Last.Shape, tensor.Last.Type);

    private static Graph Guarded(string path, Func<Graph> build)
    {
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new GraftException($"{path}: its nodes do not describe a network that can be built ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
