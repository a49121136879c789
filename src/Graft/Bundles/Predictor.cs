using System.Buffers;
using System.Text.Json;
using Graft.Data;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Evaluation.Calibration;
using Graft.Inference;

namespace Graft.Bundles;

/// <summary>Predicts with a bundle, without libtorch. Thread-safe; make one and keep it.</summary>
public sealed class Predictor : IDisposable
{
    private readonly OnnxSession _session;
    private readonly Preprocessor _preprocessor;
    private readonly IsotonicScaling? _isotonic; // other calibrations are operations of the model

    private Predictor(string model, Func<string, OnnxSession> open)
    {
        _session = open(model);
        string Require(string key) => _session.Metadata.GetValueOrDefault(key) ?? throw new GraftException($"{model}: expected the metadata '{key}' in the model, found none. Was it made by graft train?");
        Labels = JsonSerializer.Deserialize<string[]>(Require(ModelNotes.Labels))!;
        if (_session.Metadata.GetValueOrDefault(ModelNotes.Task) is string task) Task = TextTasks.Parse(task);
        if (_session.Metadata.GetValueOrDefault(ModelNotes.Targets) is string targets) Targets = JsonSerializer.Deserialize<string[]>(targets)!;
        if (_session.Metadata.GetValueOrDefault(ModelNotes.Thresholds) is string thresholds) Thresholds = JsonSerializer.Deserialize<double[]>(thresholds)!;
        _preprocessor = new Preprocessor(Preprocessing.Parse(Require(ModelNotes.Preprocessing)));
        _isotonic = _session.Metadata.GetValueOrDefault(ModelNotes.Calibration) is string json ? JsonSerializer.Deserialize(json, EvaluationJson.Readable.Calibrator) as IsotonicScaling : null;
    }

    /// <summary>What the model is asked. Several labels and numbers are predicted by a <see cref="TargetPredictor"/>.</summary>
    public TextTask Task { get; } = TextTask.Classification;

    /// <summary>Labels in the order of the model's outputs; empty for regression.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What the numbers are called, for regression.</summary>
    internal IReadOnlyList<string> Targets { get; } = [];

    /// <summary>From which probability on a photo has a label, where it may have several.</summary>
    internal IReadOnlyList<double>? Thresholds { get; }

    /// <summary>The model, for those who need more than its answers.</summary>
    internal OnnxSession Session => _session;

    /// <summary>From files to the model's input.</summary>
    internal Preprocessor Preprocessor => _preprocessor;

    /// <summary>What photos go through.</summary>
    public Preprocessing Preprocessing => _preprocessor.Preprocessing;

    /// <summary>Opens a bundle, every file checked against its manifest; or a model.onnx that Graft has written.</summary>
    /// <param name="path">The bundle's folder, or the model file.</param>
    /// <param name="threads">Threads of one prediction.</param><value>all cores</value>
    /// <exception cref="GraftException">No bundle, or a file of it has changed.</exception>
    public static Predictor Open(string path, int? threads = null) => Open(path, model => OnnxSession.OpenToPredict(model, threads));

    /// <summary>As <see cref="Open(string, int?)"/>, for a handful of photos: the model is run as it stands in the file instead of being optimised first, so that the first answer comes sooner and takes less memory, and each further one later.</summary>
    /// <param name="path">The bundle's folder, or the model file.</param>
    /// <exception cref="GraftException">No bundle, or a file of it has changed.</exception>
    public static Predictor OpenForFew(string path) => Open(path, OnnxSession.OpenAsItStands);

    private static Predictor Open(string path, Func<string, OnnxSession> open)
    {
        if (File.Exists(path)) return new(path, open);
        if (!Directory.Exists(path)) throw new GraftException($"There is no bundle '{path}'. graft train makes bundles.");
        BundleManifest.Verify(path);
        return new(Path.Combine(path, BundleFiles.Model), open);
    }

    /// <summary>Predicts one photo from a file.</summary>
    /// <exception cref="GraftException">The file is missing, no photo, or damaged.</exception>
    public Prediction Predict(string path) => Predict(path, to => _preprocessor.Load(path, to.Span));

    /// <summary>Predicts one photo from a stream, which is read to its end.</summary>
    public Prediction Predict(Stream photo, string name = "photo") => Predict(name, to => _preprocessor.Load(photo, name, to.Span));

    /// <summary>Predicts one photo from the bytes of its file.</summary>
    public Prediction Predict(ReadOnlyMemory<byte> photo, string name = "photo") => Predict(name, to => _preprocessor.Load(photo.Span, name, to.Span));

    /// <summary>Predicts many files with all cores; a file that can't be read is told and stops nothing.</summary>
    /// <returns>One outcome per path, in order.</returns>
    public IReadOnlyList<PredictionOutcome> PredictAll(IReadOnlyList<string> paths, CancellationToken cancel = default)
    {
        PredictionOutcome[] outcomes = new PredictionOutcome[paths.Count];
        Parallel.For(0, paths.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, i => outcomes[i] = Try(paths[i]));
        return outcomes;
    }

    /// <summary>Frees the runtime's memory.</summary>
    public void Dispose() => _session.Dispose();

    /// <summary>What the model puts out for one photo.</summary>
    internal float[] Output(string path) => Run(to => _preprocessor.Load(path, to.Span));

    private PredictionOutcome Try(string path)
    {
        try
        {
            return new(path, Predict(path), null);
        }
        catch (GraftException e)
        {
            return new(path, null, e.Message);
        }
    }

    private Prediction Predict(string name, Action<Memory<float>> load)
    {
        if (Task != TextTask.Classification) throw new GraftException($"The model answers with {(Task == TextTask.MultiLabel ? "any number of labels" : "numbers")}, not with one class. Open it with {nameof(TargetPredictor)}.");
        float[] probabilities = Run(load);
        int best = Array.IndexOf(probabilities, probabilities.Max());
        return new(name, Labels[best], probabilities[best], Labels.Zip(probabilities).ToDictionary(p => p.First, p => (double)p.Second));
    }

    private float[] Run(Action<Memory<float>> load)
    {
        float[] scratch = ArrayPool<float>.Shared.Rent(Preprocessing.Length); // as in the feature extraction: fresh pixels for each photo cost page faults
        try
        {
            Memory<float> pixels = scratch.AsMemory(0, Preprocessing.Length);
            load(pixels);
            float[] probabilities = _session.Run(pixels, [1, .. Preprocessing.Shape])[0].ToFloats();
            return _isotonic?.OnCurves(probabilities) ?? probabilities;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
        }
    }
}
