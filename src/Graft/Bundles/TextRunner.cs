using Graft.Data.Texts;
using Graft.Graphs;
using Graft.Inference;
using Graft.Text;

namespace Graft.Bundles;

/// <summary>Runs a whole model over texts: those of like length together, with all cores. Prediction, evaluation and training share it.</summary>
internal sealed class TextRunner(OnnxSession session, TextPreprocessor preprocessor, TextTask task, IReadOnlyList<string> labels)
{
    private const int TokensPerBatch = 1024;

    /// <summary>Per text: probabilities (K), a number, or the probabilities of each token (tokens x K).</summary>
    public float[][] RunAll(IReadOnlyList<Encoding> encodings, CancellationToken cancel)
    {
        float[][] outputs = new float[encodings.Count][];
        Parallel.ForEach(TokenBatches.Plan([.. encodings.Select(e => e.Length)], TokensPerBatch), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, batch =>
        {
            float[][] some = Run([.. batch.Select(i => encodings[i])]);
            for (int row = 0; row < batch.Length; row++) outputs[batch[row]] = some[row];
        });
        return outputs;
    }

    /// <summary>One batch.</summary>
    public float[][] Run(IReadOnlyList<Encoding> batch)
    {
        TensorData result = session.Run(preprocessor.Tensors(batch))[0]; // (batch, K), or (batch, sequence, K)
        int width = (int)(result.Count / batch.Count);
        return [.. batch.Select((_, row) => result.Span<float>().Slice(row * width, width).ToArray())];
    }

    /// <summary>Per example what scores are computed from: probabilities, a number, or the tags' probabilities of each word; and how many were cut.</summary>
    public (float[][] Outputs, int Cut) Outputs(IReadOnlyList<TextExample> examples, CancellationToken cancel)
    {
        Encoding[] encodings = [.. examples.Select(e => preprocessor.Encode(e.Text, e.Pair))];
        float[][] outputs = RunAll(encodings, cancel);
        if (task == TextTask.Tagging) outputs = [.. outputs.Select((o, i) => TagOutputs.OfWords(o, WordAlignment.FirstTokens(encodings[i], WordAlignment.SpansOf(examples[i].Words)), labels))];
        return (outputs, encodings.Count(e => e.Overflowing.Count > 0));
    }
}
