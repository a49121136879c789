using Graft.Architectures;
using Graft.Backbones;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Graphs.Lowering;
using Graft.Hub;

namespace Graft.Conversion;

/// <summary>From any checkpoint or model to an ONNX file, or to safetensors under another library's names.</summary>
public static class ModelConversion
{
    /// <summary>Converts; the output's ending says to what.</summary>
    /// <param name="input">A file, a folder, a built-in name or another address.</param>
    /// <param name="output">The file to make or replace: .onnx or .safetensors; without an ending, a bundle, for models that name their labels (Teachable Machine's).</param>
    /// <param name="options">Network, names, operator set.</param>
    /// <param name="hub">Cache, offline switch and progress of the hub.</param>
    /// <exception cref="GraftException">The input is not sound, fits no network where one must be known, or the output has another ending.</exception>
    public static ConversionResult Run(string input, string output, ConversionOptions options, HubOptions? hub = null) => Path.GetExtension(output).ToLowerInvariant() switch
    {
        ".onnx" when options.Scheme is null => ToOnnx(input, output, options, hub),
        ".safetensors" when options.Opset is null => ToSafetensors(input, output, options, hub),
        "" when options is { Scheme: null, Opset: null } => ModelBundle.Write(WholeModel.Load(input, hub, options.Architecture), output),
        ".onnx" => throw new GraftException($"An ONNX file keeps the names of its graph: --scheme {options.Scheme} goes with an output that ends with .safetensors."),
        ".safetensors" => throw new GraftException("A safetensors file has no operators: --opset goes with an output that ends with .onnx."),
        string other => throw new GraftException($"Can't tell from '{other}' what '{output}' shall be: end its name with .onnx or .safetensors, or give it no ending for a bundle."),
    };

    private static ConversionResult ToOnnx(string input, string output, ConversionOptions options, HubOptions? hub)
    {
        WholeModel model = WholeModel.Load(input, hub, options.Architecture);
        Graph graph = OpsetLowering.To(model.Graph, options.Opset ?? model.Graph.Opset);
        OnnxFile.Write(graph, output);
        return new(output, $"ONNX, opset {graph.Opset}", model.Name, graph.Initializers.Count, graph.Initializers.Values.Sum(t => t.Count), model.Notes);
    }

    private static ConversionResult ToSafetensors(string input, string output, ConversionOptions options, HubOptions? hub)
    {
        ResolvedModel model = ModelHub.Resolve(input, hub);
        string file = WeightFile.Of(model);
        Checkpoint checkpoint = CheckpointFormats.Open(file);
        if (options.Scheme is null) return Write(output, "safetensors", null, checkpoint.Tensors, [.. model.Notes, .. LeftOut(checkpoint)]);
        NetworkFile network = NetworkFile.Of(checkpoint, file, options.Architecture, input);
        (IReadOnlyDictionary<string, TensorData> tensors, IReadOnlyList<string> dropped) = Renaming.To(network, options.Scheme);
        IEnumerable<string> lost = dropped.Count == 0 ? [] : [$"{dropped.Count} tensors have no place among {options.Scheme} names and were left out: {string.Join(", ", dropped)}"];
        return Write(output, $"safetensors, {options.Scheme} names (were {network.Scheme.Scheme})", network.Architecture.Name, tensors, [.. model.Notes, .. network.Notes, .. lost, .. LeftOut(checkpoint)]);
    }

    private static ConversionResult Write(string output, string format, string? network, IReadOnlyDictionary<string, TensorData> tensors, IReadOnlyList<string> notes)
    {
        SafetensorsWriter.Write(output, tensors, network is null ? null : new Dictionary<string, string> { [GraphNotes.Architecture] = network });
        return new(output, format, network, tensors.Count, tensors.Values.Sum(t => t.Count), notes);
    }

    private static IEnumerable<string> LeftOut(Checkpoint checkpoint) => checkpoint.LeftOut.Count == 0 ? []
        : [$"beside the tensors the file holds {string.Join(", ", checkpoint.LeftOut)}, which no safetensors file can"];
}
