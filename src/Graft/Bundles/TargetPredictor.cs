using Graft.Data.Texts;

namespace Graft.Bundles;

/// <summary>Predicts labels or numbers of photos with a bundle, without libtorch. Thread-safe; make one and keep it.</summary>
public sealed class TargetPredictor : IDisposable
{
    private readonly Predictor _model;

    internal TargetPredictor(Predictor model) => _model = model;

    /// <summary>Several labels (multi_label) or numbers (regression).</summary>
    public TextTask Task => _model.Task;

    /// <summary>The labels, or what the numbers are called, in the order of the model's outputs.</summary>
    public IReadOnlyList<string> Names => Task == TextTask.MultiLabel ? _model.Labels : _model.Targets;

    /// <summary>From which probability on a photo has a label, for each label; null for numbers.</summary>
    public IReadOnlyList<double>? Thresholds => _model.Thresholds;

    /// <summary>Opens a bundle, every file checked against its manifest; or a model.onnx that Graft has written.</summary>
    /// <param name="path">The bundle's folder, or the model file.</param>
    /// <param name="threads">Threads of one prediction.</param><value>all cores</value>
    /// <exception cref="GraftException">No bundle, a file of it has changed, or it answers with one class.</exception>
    public static TargetPredictor Open(string path, int? threads = null)
    {
        Predictor model = Predictor.Open(path, threads);
        if (model.Task != TextTask.Classification) return new(model);
        model.Dispose();
        throw new GraftException($"'{path}' answers with one class of several. Open it with {nameof(Predictor)}.");
    }

    /// <summary>Predicts one photo from a file.</summary>
    /// <exception cref="GraftException">The file is missing, no photo, or damaged.</exception>
    public TargetPrediction Predict(string path) => Answer(path, _model.Output(path));

    /// <summary>Predicts many files with all cores; a file that can't be read is told and stops nothing.</summary>
    /// <returns>One outcome per path, in order.</returns>
    public IReadOnlyList<TargetOutcome> PredictAll(IReadOnlyList<string> paths, CancellationToken cancel = default) =>
        [.. Outputs(paths, cancel).Zip(paths, (o, path) => new TargetOutcome(path, o.Output is { } output ? Answer(path, output) : null, o.Error))];

    /// <summary>Frees the runtime's memory.</summary>
    public void Dispose() => _model.Dispose();

    /// <summary>Per file what scores are computed from, or why there is nothing.</summary>
    internal (float[]? Output, string? Error)[] Outputs(IReadOnlyList<string> paths, CancellationToken cancel)
    {
        (float[]?, string?)[] outputs = new (float[]?, string?)[paths.Count];
        Parallel.For(0, paths.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, i => outputs[i] = Try(paths[i]));
        return outputs;
    }

    private (float[]?, string?) Try(string path)
    {
        try
        {
            return (_model.Output(path), null);
        }
        catch (GraftException e)
        {
            return (null, e.Message);
        }
    }

    private TargetPrediction Answer(string path, float[] output)
    {
        TargetPrediction answer = new(path);
        if (Task == TextTask.Regression && output.Length == 1) return answer with { Score = output[0] };
        Dictionary<string, double> values = Names.Zip(output).ToDictionary(p => p.First, p => (double)p.Second);
        return Task == TextTask.Regression ? answer with { Scores = values }
            : answer with { Labels = [.. Names.Where((_, k) => output[k] >= Thresholds![k])], Probabilities = values };
    }
}
