using System.Security.Cryptography;
using System.Text;
using Graft.Graphs;
using Graft.Inference;
using Graft.Text;
using Encoding = Graft.Text.Encoding;

namespace Graft.Features;

/// <summary>
/// What a trunk puts out for each token of texts: hidden states and whatever else a tail reads. Computed once in ONNX Runtime, in batches of like length, and kept on disk
/// without padding, a file per 256 texts.
/// </summary>
internal sealed class TextStates
{
    private const int ChunkSize = 256, TokensPerBatch = 1024;

    private readonly IReadOnlyList<Encoding> _encodings;
    private readonly Dictionary<string, ValueInfo> _outputs;
    private readonly FeatureBatch[] _chunks;
    private readonly Dictionary<string, long>[] _starts; // bytes, by text

    private TextStates(IReadOnlyList<Encoding> encodings, Graph trunk)
    {
        (_encodings, _outputs) = (encodings, trunk.Outputs.ToDictionary(o => o.Name, o => o, StringComparer.Ordinal));
        (_chunks, _starts) = (new FeatureBatch[(encodings.Count + ChunkSize - 1) / ChunkSize], new Dictionary<string, long>[encodings.Count]);
    }

    /// <summary>Computes, or finds, the states of all texts.</summary>
    public static TextStates Compute(Graph trunk, IReadOnlyList<Encoding> encodings, TextPreprocessor preprocessor, string home, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        TextStates states = new(encodings, trunk);
        foreach (ValueInfo output in trunk.Outputs) Sizes(output, 1); // what can't be stored is told before the work
        FeatureCache cache = new(home, FeatureCache.KeyOf(trunk, preprocessor.Settings.ToJson() + " by token"));
        using OnnxSession session = new(trunk, threads: 1);
        int done = 0, cached = 0;
        Parallel.For(0, states._chunks.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, i =>
        {
            int count = Math.Min(ChunkSize, encodings.Count - (i * ChunkSize));
            string key = FeatureCache.KeyOf(Enumerable.Range(i * ChunkSize, count).Select(t => KeyOf(encodings[t])));
            states.Place(i, count);
            if (cache.Find(key) is FeatureBatch found) Interlocked.Add(ref cached, count);
            else cache.Add(key, found = states.Chunk(i, count, session, preprocessor, cancel));
            states._chunks[i] = found;
            progress?.Report(new("features", Interlocked.Add(ref done, count), encodings.Count, cached));
        });
        return states;
    }

    /// <summary>Element type of a tensor, and its dimensions for a batch.</summary>
    public (ElementType Type, int[] Sizes) ShapeOf(string tensor, IReadOnlyList<int> texts) =>
        (_outputs[tensor].Type, [texts.Count, .. Sizes(_outputs[tensor], texts.Max(t => _encodings[t].Length))]);

    /// <summary>Copies some texts' values into a batch that is filled with zeros.</summary>
    public void Copy(string tensor, IReadOnlyList<int> texts, Span<byte> to)
    {
        (ElementType type, int[] sizes) = ShapeOf(tensor, texts);
        int row = to.Length / texts.Count;
        for (int i = 0; i < texts.Count; i++)
        {
            int[] own = Sizes(_outputs[tensor], _encodings[texts[i]].Length);
            ReadOnlySpan<byte> from = _chunks[texts[i] / ChunkSize].Values[tensor].Bytes.Span.Slice((int)_starts[texts[i]][tensor], own.Aggregate(type.Size(), (a, b) => a * b));
            BlockCopy.Copy(from, own, to.Slice(i * row, row), sizes.AsSpan(1), type.Size());
        }
    }

    /// <summary>The tokens, not the text: what the network does not see changes nothing.</summary>
    public static byte[] KeyOf(Encoding encoding) => SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(new StringBuilder().AppendJoin(',', encoding.Ids).Append(';').AppendJoin(',', encoding.TypeIds).ToString()));

    private void Place(int chunk, int count)
    {
        Dictionary<string, long> at = _outputs.Keys.ToDictionary(o => o, _ => 0L, StringComparer.Ordinal);
        for (int text = chunk * ChunkSize; text < (chunk * ChunkSize) + count; text++)
        {
            _starts[text] = new(at, StringComparer.Ordinal);
            foreach ((string name, ValueInfo output) in _outputs) at[name] += Sizes(output, _encodings[text].Length).Aggregate((long)output.Type.Size(), (a, b) => a * b);
        }
    }

    private FeatureBatch Chunk(int chunk, int count, OnnxSession session, TextPreprocessor preprocessor, CancellationToken cancel)
    {
        int first = chunk * ChunkSize;
        Dictionary<string, byte[]> packed = _outputs.ToDictionary(o => o.Key, o => new byte[_starts[first + count - 1][o.Key] + Sizes(o.Value, _encodings[first + count - 1].Length).Aggregate(o.Value.Type.Size(), (a, b) => a * b)], StringComparer.Ordinal);
        foreach (int[] batch in TokenBatches.Plan([.. Enumerable.Range(first, count).Select(t => _encodings[t].Length)], TokensPerBatch))
        {
            cancel.ThrowIfCancellationRequested();
            int longest = batch.Max(i => _encodings[first + i].Length);
            IReadOnlyList<TensorData> results = session.Run(preprocessor.Tensors([.. batch.Select(i => _encodings[first + i])]));
            for (int o = 0; o < results.Count; o++)
                for (int row = 0; row < batch.Length; row++) Pack(results[o], session.Outputs[o], row, batch.Length, longest, first + batch[row], packed);
        }
        return new(packed.ToDictionary(p => p.Key, p => new TensorData(_outputs[p.Key].Type, [p.Value.Length / _outputs[p.Key].Type.Size()], p.Value)), new string?[count], new string?[count]);
    }

    private void Pack(TensorData result, string name, int row, int rows, int longest, int text, Dictionary<string, byte[]> packed)
    {
        ValueInfo output = _outputs[name];
        int[] own = Sizes(output, _encodings[text].Length);
        int bytes = result.Bytes.Length / rows;
        Span<byte> to = packed[name].AsSpan((int)_starts[text][name], own.Aggregate(output.Type.Size(), (a, b) => a * b));
        BlockCopy.Copy(result.Bytes.Span.Slice(row * bytes, bytes), Sizes(output, longest), to, own, output.Type.Size());
    }

    /// <summary>Dimensions of one text's values: free ones are its number of tokens.</summary>
    private static int[] Sizes(ValueInfo output, int tokens) => output.Shape is { Count: > 0 } shape && shape[0].Value is null
        ? [.. shape.Skip(1).Select(d => d.Value is long size ? (int)size : tokens)]
        : throw new GraftException($"{output} can't be kept by text: expected a batch dimension. Let another stage learn, or everything (--policy full).");
}
