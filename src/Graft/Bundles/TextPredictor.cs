using System.Text.Json;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Evaluation.Calibration;
using Graft.Inference;
using Graft.Text;

namespace Graft.Bundles;

/// <summary>Predicts texts with a bundle, without libtorch. Thread-safe; make one and keep it.</summary>
public sealed class TextPredictor : IDisposable
{
    private readonly OnnxSession _session;
    private readonly TextPreprocessor _preprocessor;
    private readonly TextRunner _runner;

    private TextPredictor(string model, int? threads)
    {
        _session = OnnxSession.OpenToPredict(model, threads);
        string Require(string key) => _session.Metadata.GetValueOrDefault(key) ?? throw new GraftException($"{model}: expected the metadata '{key}' in the model, found none. Is it a model of texts that graft train made?");
        TextPreprocessing settings = TextPreprocessing.Parse(Require(ModelNotes.TextPreprocessing));
        (Task, Labels) = (TextTasks.Parse(Require(ModelNotes.Task)), JsonSerializer.Deserialize<string[]>(Require(ModelNotes.Labels))!);
        _preprocessor = new(Tokenizer.Open(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model))!, BundleFiles.Tokenizer)), settings);
        IsotonicScaling? isotonic = _session.Metadata.GetValueOrDefault(ModelNotes.Calibration) is string json ? JsonSerializer.Deserialize(json, EvaluationJson.Readable.Calibrator) as IsotonicScaling : null; // other calibrations are operations of the model
        _runner = new(_session, _preprocessor, Task, Labels, SimilarityScale.Parse(_session.Metadata.GetValueOrDefault(ModelNotes.Scale)), isotonic);
    }

    /// <summary>What the model is asked.</summary>
    public TextTask Task { get; }

    /// <summary>Labels in the order of the model's outputs; empty for regression.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What texts go through.</summary>
    public TextPreprocessing Preprocessing => _preprocessor.Settings;

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer => _preprocessor.Tokenizer;

    /// <summary>Whether a bundle's folder, or a model file in one, is of texts.</summary>
    public static bool IsText(string path) => File.Exists(Path.Combine(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!, BundleFiles.Tokenizer));

    /// <summary>Opens a bundle, every file checked against its manifest; or a model.onnx that Graft has written, with its tokenizer.json beside it.</summary>
    /// <param name="path">The bundle's folder, or the model file.</param>
    /// <param name="threads">Threads of one prediction.</param><value>all cores</value>
    /// <exception cref="GraftException">No bundle, a file of it has changed, or it is none of texts.</exception>
    public static TextPredictor Open(string path, int? threads = null)
    {
        if (File.Exists(path)) return new(path, threads);
        if (!Directory.Exists(path)) throw new GraftException($"There is no bundle '{path}'. graft train makes bundles.");
        BundleManifest.Verify(path);
        return new(Path.Combine(path, BundleFiles.Model), threads);
    }

    /// <summary>Predicts one text, or a pair.</summary>
    /// <exception cref="GraftException">The text is empty, or the model wants a pair and there is none, or the other way round.</exception>
    public TextPrediction Predict(string text, string? pair = null) => PredictAll([(text, pair)])[0];

    /// <summary>Predicts many, texts of like length together, with all cores.</summary>
    /// <returns>One prediction per text, in order.</returns>
    /// <exception cref="GraftException">A text is empty, or a pair is missing or too many.</exception>
    public IReadOnlyList<TextPrediction> PredictAll(IReadOnlyList<(string Text, string? Pair)> texts, CancellationToken cancel = default)
    {
        foreach ((string text, string? pair) in texts) RequireShape(text, pair);
        TextQuestion[] questions = [.. texts.Select(t => new TextQuestion(t.Text, t.Pair, WordsOf(t.Text)))];
        (float[][] outputs, bool[] cut) = _runner.Run(questions, cancel);
        return [.. questions.Select((q, i) => Answer(q, outputs[i]) with { Cut = cut[i] })];
    }

    /// <summary>Frees the runtime's memory.</summary>
    public void Dispose() => _session.Dispose();

    /// <summary>Runs the model, for those who need more than its answers.</summary>
    internal TextRunner Runner => _runner;

    /// <summary>Per example what scores are computed from, and how many texts were cut.</summary>
    internal (float[][] Outputs, int Cut) Outputs(IReadOnlyList<TextExample> examples, CancellationToken cancel)
    {
        foreach (TextExample example in examples) RequireShape(example.Text, example.Pair);
        (float[][] outputs, bool[] cut) = _runner.Run([.. examples.Select(e => TextQuestion.Of(e, Task))], cancel);
        return (outputs, cut.Count(c => c));
    }

    /// <summary>Refuses empty texts, and pairs too many or missing.</summary>
    internal void RequireShape(string text, string? pair)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new GraftException("Expected a text, got an empty one.");
        if (pair is null == Preprocessing.Pairs) throw new GraftException(pair is null ? $"The model wants pairs of texts; '{text}' came alone." : $"The model wants single texts, got a pair: '{text}' and '{pair}'.");
    }

    private TextSpan[]? WordsOf(string text) => Task == TextTask.Tagging ? WordAlignment.SpansOf(Tokenizer.Encode(text, null, null)) : null;

    private TextPrediction Answer(TextQuestion asked, float[] output)
    {
        TextPrediction answer = new(asked.Text) { Pair = asked.Pair };
        if (Task is TextTask.Regression or TextTask.Similarity) return answer with { Score = output[0] };
        if (asked.Words is { } words) return answer with { Spans = TagOutputs.Spans(asked.Text, words, output, Labels) };
        Dictionary<string, double> probabilities = Labels.Zip(output).ToDictionary(p => p.First, p => (double)p.Second);
        if (Task == TextTask.MultiLabel) return answer with { Labels = [.. probabilities.Where(p => p.Value >= 0.5).Select(p => p.Key)], Probabilities = probabilities };
        int best = Array.IndexOf(output, output.Max());
        return answer with { Label = Labels[best], Probability = output[best], Probabilities = probabilities };
    }
}
