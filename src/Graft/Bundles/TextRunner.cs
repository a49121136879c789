using System.Numerics.Tensors;
using Graft.Data.Texts;
using Graft.Evaluation.Calibration;
using Graft.Graphs;
using Graft.Inference;
using Graft.Text;

namespace Graft.Bundles;

/// <summary>Runs a whole model over texts: windows of like length together, with all cores. Prediction, evaluation and training share it.</summary>
internal sealed class TextRunner(OnnxSession session, TextPreprocessor preprocessor, TextTask task, IReadOnlyList<string> labels, SimilarityScale? scale = null, IsotonicScaling? isotonic = null)
{
    private const int TokensPerBatch = 1024;

    public TextPreprocessor Preprocessor => preprocessor;

    public TextTask Task => task;

    public IReadOnlyList<string> Labels => labels;

    /// <summary>Per question what scores are computed from: probabilities (K), a number, or the tags' probabilities of each word (words x K); and whether its text was cut.</summary>
    public (float[][] Outputs, bool[] Cut) Run(IReadOnlyList<TextQuestion> questions, CancellationToken cancel)
    {
        IReadOnlyList<EncodedText>[] texts = new IReadOnlyList<EncodedText>[questions.Count];
        Parallel.For(0, texts.Length, new ParallelOptions { CancellationToken = cancel }, i => texts[i] = Encode(questions[i]));
        return (Run(texts, cancel), [.. texts.Select(t => t.Any(text => text.IsCut))]);
    }

    /// <summary>A question's texts as the model reads them.</summary>
    public IReadOnlyList<EncodedText> Encode(TextQuestion question) => question.Encode(preprocessor, task);

    /// <summary>The same for questions that are encoded already.</summary>
    public float[][] Run(IReadOnlyList<IReadOnlyList<EncodedText>> texts, CancellationToken cancel)
    {
        Queue<float[]> windows = new(RunAll([.. texts.SelectMany(t => t).SelectMany(t => t.Windows)], cancel));
        return [.. texts.Select(some => Answer([.. some.Select(text => Joined(text, [.. text.Windows.Select(_ => windows.Dequeue())]))]))];
    }

    private float[][] RunAll(IReadOnlyList<Encoding> encodings, CancellationToken cancel)
    {
        float[][] outputs = new float[encodings.Count][];
        Parallel.ForEach(TokenBatches.Plan([.. encodings.Select(e => e.Length)], TokensPerBatch), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, batch =>
        {
            float[][] some = RunBatch([.. batch.Select(i => encodings[i])]);
            for (int row = 0; row < batch.Length; row++) outputs[batch[row]] = some[row];
        });
        return outputs;
    }

    /// <summary>Per window: probabilities (K), a number, an embedding, or the probabilities of each token (tokens x K).</summary>
    private float[][] RunBatch(IReadOnlyList<Encoding> batch)
    {
        IReadOnlyList<TensorData> results = session.Run(preprocessor.Tensors(batch)); // the answer first
        TensorData answer = results[0];
        int width = (int)(answer.Count / batch.Count), path = session.Outputs.ToList().IndexOf(TagOutputs.Path);
        float[][] rows = [.. batch.Select((_, row) => answer.Span<float>().Slice(row * width, width).ToArray())];
        return path < 0 ? rows : [.. rows.Select((r, row) => TagOutputs.Along(r, results[path].Span<long>().Slice(row * width / labels.Count, width / labels.Count), labels.Count))];
    }

    private float[] Joined(EncodedText text, float[][] windows) => task == TextTask.Tagging ? TagOutputs.OfWords(windows, text.Words, labels) : WindowOutputs.Mean(task, windows);

    private float[] Answer(float[][] texts) => task == TextTask.Similarity ? [(float)(scale ?? SimilarityScale.Cosine).ToScore(TensorPrimitives.CosineSimilarity(texts[0], texts[1]))] : isotonic?.OnCurves(texts[0]) ?? texts[0];
}
