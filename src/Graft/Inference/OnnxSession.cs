using Graft.Graphs;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Inference;

/// <summary>A graph in ONNX Runtime, on the CPU. May be used by several threads at once.</summary>
public sealed class OnnxSession : IDisposable
{
    private const long Large = 128 << 20;

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _inputs, _outputs;

    /// <summary>Prepares a graph: the runtime folds constants and batch norms and fuses operators.</summary>
    /// <param name="graph">Its outputs are what a run returns.</param>
    /// <param name="threads">Threads of one run.</param><value>all cores</value>
    /// <exception cref="GraftException">ONNX Runtime refuses the graph.</exception>
    public OnnxSession(Graph graph, int? threads = null) : this(graph.Name, threads, options =>
    {
        MappedModel model = MappedModel.Of(graph);
        // The runtime would copy every matrix into an order of its own, and a matrix of hundreds of megabytes is read once per batch either way.
        if (MappedModel.HasLargeMatrix(graph)) options.AddSessionConfigEntry("session.disable_prepacking", "1");
        if (model.Folder is not null) options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", model.Folder);
        return new InferenceSession(model.Message, options);
    }) { }

    static OnnxSession() => Telemetry.TurnOff();

    private OnnxSession(string name, int? threads, Func<SessionOptions, InferenceSession> open)
    {
        using SessionOptions options = new() { IntraOpNumThreads = threads ?? Environment.ProcessorCount, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        // One keeper of freed memory is enough: the runtime's own takes twice what it needs, and what is taken must be cleared.
        if (TunedProcess.IsTuned) (options.EnableCpuMemArena, options.EnableMemoryPattern) = (false, false);
        // Spinning threads would take the cores from libtorch and from the decoders beside it.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            _session = open(options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new GraftException($"{name}: ONNX Runtime refuses the model: {e.Message}", e);
        }
        _inputs = [.. _session.InputNames];
        _outputs = [.. _session.OutputNames];
    }

    /// <summary>Prepares a model file just as any other user of ONNX Runtime does.</summary>
    /// <exception cref="GraftException">ONNX Runtime refuses the file.</exception>
    public static OnnxSession Open(string path, int? threads = null) => new(path, threads, options => new InferenceSession(path, options));

    /// <summary>Prepares a model file for predicting. The runtime reads a small one sooner than its graph could be read for it; of a large one the weights stay in the file, as its copies would cost more.</summary>
    /// <exception cref="GraftException">The file is missing or no model, or ONNX Runtime refuses it.</exception>
    internal static OnnxSession OpenToPredict(string path, int? threads = null) =>
        File.Exists(path) && new FileInfo(path).Length < Large ? Open(path, threads) : new(OnnxFile.Read(path), threads);

    /// <summary>Prepares a model file for a few runs: nothing is folded, fused or put into another order.</summary>
    /// <exception cref="GraftException">ONNX Runtime refuses the file.</exception>
    internal static OnnxSession OpenAsItStands(string path) => new(path, null, options =>
    {
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        options.AddSessionConfigEntry("session.disable_prepacking", "1");
        return new InferenceSession(path, options);
    });

    /// <summary>What the model says of itself, by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>Names of what must be fed.</summary>
    public IReadOnlyList<string> Inputs => _inputs;

    /// <summary>Names of what comes out.</summary>
    public IReadOnlyList<string> Outputs => _outputs;

    /// <summary>Runs one input through; for models with one.</summary>
    /// <param name="input">Values in C order; not changed.</param>
    /// <param name="shape">With the batch dimension.</param>
    /// <returns>Each output's values and shape, in the order of <see cref="Outputs"/>.</returns>
    public IReadOnlyList<TensorData> Run(Memory<float> input, params IReadOnlyList<long> shape)
    {
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, input, [.. shape]);
        return Run([value]);
    }

    /// <summary>Runs tensors through, by name.</summary>
    /// <exception cref="GraftException">An input is missing, or ONNX Runtime refuses its type or shape.</exception>
    public IReadOnlyList<TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs)
    {
        string[] missing = [.. _inputs.Where(i => !inputs.ContainsKey(i))];
        if (missing.Length > 0) throw new GraftException($"Expected inputs {string.Join(", ", _inputs)}; missing: {string.Join(", ", missing)}.");
        OrtValue[] values = [.. _inputs.Select(i => OrtTensors.ToOrt(inputs[i]))];
        try
        {
            return Run(values);
        }
        finally
        {
            foreach (OrtValue value in values) value.Dispose();
        }
    }

    /// <summary>Frees the runtime's memory.</summary>
    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    private TensorData[] Run(OrtValue[] values)
    {
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_options, _inputs, values, _outputs);
            return [.. results.Select(OrtTensors.FromOrt)];
        }
        catch (OnnxRuntimeException e)
        {
            throw new GraftException($"ONNX Runtime can't run the model on this input: {e.Message}", e);
        }
    }
}
