using System.Numerics.Tensors;
using Graft.Graphs;
using Graft.Inference;
using Graft.Text;

namespace Graft.Features;

/// <summary>
/// Runs a trunk over texts and caches what comes out. Texts are taken in chunks, always at the same places of the list, so that features don't depend on which run computed
/// them; within a chunk, texts of like length share a batch. Each core takes whole chunks. A text in several windows has the mean of their features.
/// </summary>
public sealed class TextFeatureExtractor : IDisposable
{
    /// <summary>Texts per chunk of the cache.</summary>
    public const int ChunkSize = 256;

    private const int TokensPerBatch = 1024;
    private const string Tensor = "features"; // its name in the cache
    private readonly TextPreprocessor _preprocessor;
    private readonly FeatureCache _cache;
    private readonly int _width;
    private readonly Lazy<OnnxSession> _session; // a run that finds everything in the cache needs none
    private int _cut;

    /// <summary>Prepares the extraction; nothing is computed yet.</summary>
    /// <param name="trunk">Token ids in, one output (batch, D).</param>
    /// <param name="tokenizer">The trunk's tokenizer.</param>
    /// <param name="preprocessing">How long texts may be.</param>
    /// <param name="home">The folder below which features are cached.</param>
    public TextFeatureExtractor(Graph trunk, Tokenizer tokenizer, TextPreprocessing preprocessing, string home)
    {
        _preprocessor = new(tokenizer, preprocessing);
        _width = (int)(trunk.Outputs[0].Shape is [_, { Value: long width }] ? width : throw new GraftException($"{trunk.Name}: expected features (batch, D), found {trunk.Outputs[0]}."));
        _cache = new FeatureCache(home, FeatureCache.KeyOf(trunk, preprocessing.ToJson()));
        _session = new(() => new OnnxSession(trunk, threads: 1));
    }

    /// <summary>How many texts were longer than the model takes, in all its windows, and cut.</summary>
    public int CutTexts => _cut;

    /// <summary>Features of all texts, in their order. What is done is kept: a run that is stopped goes on where it was.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public FeatureSet Compute(IReadOnlyList<(string Text, string? Pair)> texts, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        (string, string?)[][] chunks = [.. texts.Chunk(ChunkSize)];
        float[] values = new float[(long)texts.Count * _width];
        int done = 0, cached = 0;
        Parallel.For(0, chunks.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, i =>
        {
            bool found = Chunk(chunks[i], values.AsMemory(i * ChunkSize * _width, chunks[i].Length * _width), cancel);
            if (found) Interlocked.Add(ref cached, chunks[i].Length);
            progress?.Report(new("features", Interlocked.Add(ref done, chunks[i].Length), texts.Count, cached));
        });
        return new(values, _width, [.. Enumerable.Range(0, texts.Count)], [], [], cached);
    }

    /// <summary>Frees the runtime's memory.</summary>
    public void Dispose()
    {
        if (_session.IsValueCreated) _session.Value.Dispose();
    }

    private bool Chunk((string Text, string? Pair)[] texts, Memory<float> to, CancellationToken cancel)
    {
        EncodedText[] encoded = [.. texts.Select(t => _preprocessor.Encode(t.Text, t.Pair))];
        Interlocked.Add(ref _cut, encoded.Count(e => e.IsCut));
        (Text.Encoding Window, int Text, float Share)[] windows = [.. encoded.SelectMany((e, i) => e.Windows.Select(w => (w, i, 1f / e.Windows.Count)))];
        string key = FeatureCache.KeyOf(windows.Select(w => TextStates.KeyOf(w.Window)));
        if (_cache.Find(key) is FeatureBatch found)
        {
            found.Values[Tensor].Span<float>().CopyTo(to.Span);
            return true;
        }
        foreach (int[] batch in TokenBatches.Plan([.. windows.Select(w => w.Window.Length)], TokensPerBatch))
        {
            cancel.ThrowIfCancellationRequested();
            TensorData result = _session.Value.Run(_preprocessor.Tensors([.. batch.Select(i => windows[i].Window)]))[0]; // (batch, D)
            for (int row = 0; row < batch.Length; row++)
            {
                Span<float> mean = to.Span.Slice(windows[batch[row]].Text * _width, _width);
                TensorPrimitives.MultiplyAdd(result.Span<float>().Slice(row * _width, _width), windows[batch[row]].Share, mean, mean);
            }
        }
        _cache.Add(key, new(new Dictionary<string, TensorData> { [Tensor] = TensorData.Of(to.ToArray(), texts.Length, _width) }, new string?[texts.Length], new string?[texts.Length]));
        return false;
    }
}
