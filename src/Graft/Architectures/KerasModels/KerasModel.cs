using System.Text;
using System.Text.Json;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>
/// Sequential and Functional Keras models of one's own as ONNX graphs, from whole-model .h5, .keras and TensorFlow.js layers models: the configuration says the layers, the
/// file has their weights. Inputs keep Keras' shapes (channels last); outputs are the model's own, its last activation included.
/// </summary>
public static class KerasModel
{
    /// <summary>Reads a model.
    /// Layers: Dense, Conv1D, Conv2D, depthwise and separable convolutions, pooling, batch and layer normalisation, activations, Dropout, Flatten, Reshape, Embedding, LSTM, GRU,
    /// SimpleRNN, Bidirectional, merging, padding, cropping, UpSampling2D, Rescaling, Normalization, and models of these.</summary>
    /// <param name="path">A file, or the folder of a TensorFlow.js model.</param>
    /// <returns>The graph with its weights; its parameters are named by layer: 'conv.weight'.</returns>
    /// <exception cref="GraftException">It is no such file, its layers are not all known (all unknown ones are told), or it holds code (Lambda layers).</exception>
    public static Graph Open(string path) => TryOpen(path) ?? throw new GraftException($"{path} holds no configuration of a Keras model, only weights or something else. "
        + "Save the whole model (model.save('x.keras')), or name the architecture that the weights are of.");

    /// <summary>Reads a model, and its weights from another file: a checkpoint of TensorFlow, weights that were saved alone.</summary>
    /// <param name="path">A file with the configuration.</param>
    /// <param name="weights">Variables by layer and role: 'conv/kernel'.</param>
    /// <exception cref="GraftException">As for <see cref="Open(string)"/>.</exception>
    public static Graph Open(string path, Checkpoint weights) => Read(path) is var (model, _, isKeras3) ? Build(path, model, KerasWeightSource.Of(model, weights), isKeras3)
        : throw new GraftException($"{path} holds no configuration of a Keras model.");

    /// <summary>The model of a path; null where its file says nothing of layers.</summary>
    internal static Graph? TryOpen(string path) => Read(path) is var (model, weights, isKeras3) ? Build(path, model, weights, isKeras3) : null;

    private static (KerasLayer Model, KerasWeightSource Weights, bool IsKeras3)? Read(string path)
    {
        if (Path.GetFileName(path) == SavedModelFormat.FileName) path = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(path) && File.Exists(Path.Combine(path, KerasMetadata.FileName))) return OfSavedModel(path);
        string file = Directory.Exists(path) ? Path.Combine(path, TfJsFormat.FileName) : path;
        if (!File.Exists(file)) return null;
        MappedFile mapped = MappedFile.Open(file);
        if (new KerasZipFormat().Recognises(mapped)) return OfZip(mapped);
        if (new KerasH5Format().Recognises(mapped)) return OfH5(mapped);
        return new TfJsFormat().Recognises(mapped) ? OfTfJs(mapped) : null;
    }

    private static (KerasLayer, KerasWeightSource, bool) OfSavedModel(string folder)
    {
        KerasLayer model = KerasMetadata.ModelOf(Path.Combine(folder, KerasMetadata.FileName));
        return (model, KerasWeightSource.Of(model, Checkpoint.Open(folder)), false);
    }

    /// <summary>An output, called as its layer where that name is free. What only passes an input on needs a node of its own.</summary>
    private static (string, Wire) Output(GraphBuilder builder, string layer, KerasTensor tensor)
    {
        Wire wire = tensor.Last;
        if (!builder.Makes(wire)) wire = builder.Node("Identity", builder.Unused($"{layer}.output"), [wire], wire.Shape, wire.Type);
        return (builder.IsFree(layer) ? layer : wire.Name, wire);
    }

    private static (KerasLayer, KerasWeightSource, bool) OfZip(MappedFile file)
    {
        const string format = "Keras (.keras)";
        const long largest = 1 << 20;
        ZipDirectory zip = ZipDirectory.Read(file, format);
        KerasLayer model = KerasZipFormat.ModelOf(zip, format);
        KerasVariables variables = KerasVariables.Read(Hdf5File.Open(KerasZipFormat.WindowOf(zip, format)));
        bool isKeras3 = zip.Entries.TryGetValue("metadata.json", out ZipEntry? metadata) && Encoding.UTF8.GetString(ZipContent.Read(zip, metadata, format, largest)).Contains("\"keras_version\": \"3", StringComparison.Ordinal);
        return (model, KerasWeightSource.Of(model, variables), isKeras3);
    }

    private static (KerasLayer, KerasWeightSource, bool)? OfH5(MappedFile file)
    {
        Hdf5File hdf = Hdf5File.Open(FileWindow.Whole(file));
        KerasVariables variables = KerasVariables.Read(hdf);
        if (variables.Config is not { } json) return null;
        KerasLayer model = KerasConfig.Parse(file.Path, Encoding.UTF8.GetBytes(json));
        return (model, KerasWeightSource.Of(model, variables), hdf.Root.Text("keras_version")?.StartsWith('3') == true);
    }

    private static (KerasLayer, KerasWeightSource, bool)? OfTfJs(MappedFile file)
    {
        const long largest = 256 << 20;
        using JsonDocument json = Json.Open(file.Path, TfJsFormat.Format, largest);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty(TfJsFormat.Topology, out JsonElement topology) || topology.ValueKind != JsonValueKind.Object) return null;
        if (topology.TryGetProperty("model_config", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object) topology = inner;
        if (!topology.TryGetProperty("class_name", out _)) return null; // a graph model
        KerasLayer model = KerasConfig.Of(file.Path, topology.Clone());
        return (model, KerasWeightSource.Of(model, new TfJsFormat().Read(file)), false);
    }

    private static Graph Build(string path, KerasLayer model, KerasWeightSource weights, bool isKeras3)
    {
        KerasConfig.RefuseCode(path, model);
        string[] unknown = [.. KerasConfig.All(model).Where(l => !KerasLayers.Knows(l)).Select(l => $"{l.Kind} ('{l.Name}')")];
        if (unknown.Length > 0)
            throw new GraftException($"{path}: {unknown.Length} layers are of classes that Graft does not build: {string.Join(", ", unknown)}. It builds {string.Join(", ", KerasLayers.Names)}. Export the model to ONNX with tf2onnx instead.");
        KerasBuild build = new(new GraphBuilder(path), path, weights, isKeras3);
        try
        {
            IReadOnlyList<(string Name, KerasTensor Tensor)> outputs = new KerasWalk(build, model, "").Run();
            Graph graph = build.Builder.ToGraph([.. outputs.Select(o => Output(build.Builder, o.Name, o.Tensor))]);
            return graph.With(build.Values);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException or OverflowException or InsufficientExecutionStackException or IndexOutOfRangeException)
        {
            throw new GraftException($"{path}: its configuration does not describe a network that can be built ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
