using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using Graft.Bundles;
using Graft.Data.Texts;
using Graft.Graphs;
using Graft.Inference;

namespace Graft.Text;

/// <summary>How texts are embedded.</summary>
public sealed record TextEmbedderOptions
{
    /// <summary>Tokens of one batch, padding included. Small batches stay in the processor's caches.</summary><value>1024</value>
    [Range(1, 1 << 20)] public int TokensPerBatch { get; init; } = 1024;

    /// <summary>Batches that run at once, each on one thread.</summary><value>the number of cores</value>
    [Range(1, 1024)] public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Texts that are in work at once; what bounds the memory of long lists.</summary><value>8192</value>
    [Range(1, 1 << 24)] public int TextsAtOnce { get; init; } = 8192;

    /// <summary>Most tokens of a text, special ones included; what is longer is cut and counted. Null: what the folder says.</summary>
    public int? MaxLength { get; init; }

    /// <summary>How hidden states become a vector; null: what the folder says.</summary>
    public Pooling? Pooling { get; init; }
}

/// <summary>Sentence embeddings: texts to vectors, by a text encoder in ONNX Runtime on the CPU. May be used by several threads at once.</summary>
public sealed class TextEmbedder : IDisposable
{
    private readonly OnnxSession _session;
    private readonly TextEmbedderOptions _options;
    private readonly TextPreprocessor _preprocessor;
    private long _cut;

    private TextEmbedder(EmbeddingFolder folder, TextEmbedderOptions options)
    {
        if (folder.Pooling is null && options.Pooling is not null) throw new GraftException("The bundle's network pools by itself: leave the pooling out.");
        (_options, Pooling) = (options, options.Pooling ?? folder.Pooling);
        Graph graph = Pooling?.Append(folder.Encoder) ?? folder.Encoder;
        _preprocessor = new(folder.Tokenizer, new() { MaxLength = options.MaxLength ?? folder.MaxLength, PadId = folder.PadId, Windows = folder.Windows.Windows, Stride = folder.Windows.Stride });
        Width = (int)(graph.Outputs[0].Shape?[^1].Value ?? 0);
        _session = new(graph, threads: 1);
    }

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer => _preprocessor.Tokenizer;

    /// <summary>How hidden states become a vector; null where the network itself says it.</summary>
    public Pooling? Pooling { get; }

    /// <summary>Numbers of one vector; 0 where the model doesn't say.</summary>
    public int Width { get; }

    /// <summary>Most tokens of a text.</summary>
    public int MaxLength => _preprocessor.Settings.MaxLength;

    /// <summary>How many texts were longer than that so far, and cut.</summary>
    public long CutTexts => Interlocked.Read(ref _cut);

    /// <summary>
    /// Opens a folder as sentence-transformers publishes it (config.json, weights, tokenizer, and if it has them modules.json and 1_Pooling), or one with an
    /// ONNX file and a tokenizer; or a bundle of similarity that graft train has left.
    /// </summary>
    /// <exception cref="GraftException">Something is missing, damaged, or not known.</exception>
    public static TextEmbedder Open(string folder, TextEmbedderOptions? options = null) => new(EmbeddingFolder.Open(folder), Options.Validate(options ?? new()));

    /// <summary>One vector per text, in the texts' order.</summary>
    public float[][] Embed(IEnumerable<string> texts) => [.. texts.Chunk(_options.TextsAtOnce).SelectMany(EmbedChunk)];

    /// <summary>Frees the runtime's memory.</summary>
    public void Dispose() => _session.Dispose();

    private float[][] EmbedChunk(string[] texts)
    {
        EncodedText[] encoded = new EncodedText[texts.Length];
        ParallelOptions threads = new() { MaxDegreeOfParallelism = _options.Threads };
        Parallel.For(0, texts.Length, threads, i => encoded[i] = _preprocessor.Encode(texts[i], null));
        Interlocked.Add(ref _cut, encoded.Count(e => e.IsCut));
        Encoding[] windows = [.. encoded.SelectMany(e => e.Windows)];
        float[][] vectors = new float[windows.Length][];
        Parallel.ForEach(TokenBatches.Plan([.. windows.Select(e => e.Length)], Budget(windows)), threads, batch => EmbedBatch(batch, windows, vectors));
        return windows.Length == texts.Length ? vectors : Joined(encoded, new(vectors));
    }

    private static float[][] Joined(EncodedText[] texts, Queue<float[]> vectors) => [.. texts.Select(t => WindowOutputs.Mean(TextTask.Similarity, [.. t.Windows.Select(_ => vectors.Dequeue())]))];

    /// <summary>Few texts are shared out, so that no core waits.</summary>
    private int Budget(Encoding[] encodings) =>
        Math.Clamp((int)Math.Min(int.MaxValue, encodings.Sum(e => (long)e.Length) / _options.Threads), 1, _options.TokensPerBatch);

    private void EmbedBatch(int[] batch, Encoding[] encodings, float[][] vectors)
    {
        TensorData result = _session.Run(_preprocessor.Tensors([.. batch.Select(i => encodings[i])]))[0];  // (batch, width)
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(result.Bytes.Span);
        int width = values.Length / batch.Length;
        for (int row = 0; row < batch.Length; row++) vectors[batch[row]] = values.Slice(row * width, width).ToArray();
    }
}
