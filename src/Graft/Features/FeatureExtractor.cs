using System.Buffers;
using System.Security.Cryptography;
using Graft.Backbones;
using Graft.Data;
using Graft.Data.Images;
using Graft.Graphs;
using Graft.Inference;

namespace Graft.Features;

/// <summary>
/// Runs the trunk over photos. Each core takes whole batches: reads, decodes, preprocesses and infers them with one thread, so that all cores are busy, decoding
/// overlaps with inference, and no core waits for another. Batches are cut from the list in its order, always at the same places, so that a
/// photo's features don't depend on which run computed them.
/// </summary>
public sealed class FeatureExtractor : IDisposable
{
    /// <summary>Photos per batch.</summary>
    public const int BatchSize = 8;

    private const long InMemory = 1 << 18; // bytes of a batch; larger ones stay in their mapped file

    private readonly Graph _trunk;
    private readonly Preprocessing _preprocessing;
    private readonly AugmentedView? _view;
    private readonly FeatureCache _cache;
    private readonly Lazy<OnnxSession> _session; // a run that finds everything in the cache needs none

    /// <summary>Prepares the extraction of what a head reads; nothing is computed yet.</summary>
    /// <param name="backbone">The trunk, and what it wants of photos.</param>
    /// <param name="home">The folder below which features are cached.</param>
    public FeatureExtractor(Backbone backbone, string home) : this(backbone.Graph, backbone.Preprocessing, home) { }

    /// <summary>Prepares the extraction; nothing is computed yet.</summary>
    /// <param name="trunk">One input of photos; its outputs are the features, each with the batch as first dimension.</param>
    /// <param name="preprocessing">What it wants of photos.</param>
    /// <param name="home">The folder below which features are cached.</param>
    /// <param name="view">How photos are varied; null for not at all.</param>
    public FeatureExtractor(Graph trunk, Preprocessing preprocessing, string home, AugmentedView? view = null)
    {
        (_trunk, _preprocessing, _view) = (trunk, preprocessing.Checked(), view);
        _cache = new FeatureCache(home, FeatureCache.KeyOf(trunk, preprocessing.ToJson() + view?.Key));
        _session = new(() => new OnnxSession(trunk, threads: 1));
    }

    /// <summary>Features of all photos that can be read. What is done is kept: a run that is stopped goes on where it was.</summary>
    /// <param name="paths">The photos; a view's draws depend on their places in this list.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Stops between photos.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public FeatureStore Compute(IReadOnlyList<string> paths, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        string[][] batches = [.. paths.Chunk(BatchSize)];
        FeatureBatch[] results = new FeatureBatch[batches.Length];
        int done = 0, cached = 0;
        try
        {
            Parallel.For(0, batches.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, i =>
            {
                results[i] = ComputeBatch(batches[i], i * BatchSize, cancel, out bool wasCached);
                if (wasCached) Interlocked.Add(ref cached, batches[i].Length);
                progress?.Report(new("features", Interlocked.Add(ref done, batches[i].Length), paths.Count, cached));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            throw e.InnerExceptions.FirstOrDefault(i => i is GraftException) ?? e.InnerExceptions[0];
        }
        return Gather(paths, results, cached);
    }

    /// <summary>Frees the runtime's memory.</summary>
    public void Dispose()
    {
        if (_session.IsValueCreated) _session.Value.Dispose();
    }

    private FeatureBatch ComputeBatch(string[] paths, int first, CancellationToken cancel, out bool wasCached)
    {
        byte[]?[] files = [.. paths.Select(ReadFile)];
        IEnumerable<byte[]> contents = files.Select(f => SHA256.HashData(f ?? []));
        string key = FeatureCache.KeyOf(_view is null ? contents : contents.Append(BitConverter.GetBytes(first)));
        FeatureBatch? found = _cache.Find(key);
        wasCached = found is not null;
        if (found is not null) return found;
        float[] pixels = ArrayPool<float>.Shared.Rent(paths.Length * _preprocessing.Length); // fresh megabytes a batch would cost more page faults than the decoding
        try
        {
            FeatureBatch batch = ComputeBatch(paths, files, first, pixels, cancel);
            _cache.Add(key, batch);
            return batch.ByteCount > InMemory ? _cache.Find(key) ?? batch : batch;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pixels);
        }
    }

    private FeatureBatch ComputeBatch(string[] paths, byte[]?[] files, int first, float[] pixels, CancellationToken cancel)
    {
        int length = _preprocessing.Length, rows = 0;
        string?[] faults = new string?[paths.Length], formats = new string?[paths.Length];
        for (int i = 0; i < paths.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            (faults[i], formats[i]) = Load(files[i], paths[i], first + i, pixels.AsSpan(rows * length, length));
            if (faults[i] is null) rows++;
        }
        return new(Infer(pixels.AsMemory(0, rows * length), rows), faults, formats);
    }

    private Dictionary<string, TensorData> Infer(Memory<float> pixels, int rows)
    {
        if (rows == 0) return _trunk.Outputs.ToDictionary(o => o.Name, o => new TensorData(o.Type, [0, .. o.Shape!.Skip(1).Select(d => d.Value ?? 0)], Array.Empty<byte>()));
        IReadOnlyList<TensorData> outputs = _session.Value.Run(pixels, [rows, .. _preprocessing.Shape]);
        return _session.Value.Outputs.Zip(outputs).ToDictionary(p => p.First, p => p.Second);
    }

    private (string? Fault, string? Format) Load(byte[]? file, string path, int index, Span<float> to)
    {
        if (file is null) return ("can't be read from the disk", null);
        try
        {
            Image image = ImageDecoder.Decode(file, Path.GetFileName(path));
            if (_view is null) _preprocessing.Apply(image, to);
            else _view.Policy.Apply(image, _preprocessing, _view.Seed, _view.Number, index, to);
            return (null, image.Format!.Name);
        }
        catch (GraftException e)
        {
            return (e.Message, null);
        }
    }

    private static byte[]? ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private FeatureStore Gather(IReadOnlyList<string> paths, FeatureBatch[] batches, int cached)
    {
        List<int> rows = [];
        List<Notice> skipped = [], remarks = [];
        int example = 0;
        foreach ((string? fault, string? format) in batches.SelectMany(b => b.Faults.Zip(b.Formats)))
        {
            if (fault is null) rows.Add(example);
            else skipped.Add(new(paths[example], fault));
            if (format is not null && ImageFormat.Promised(paths[example])?.Name is string promised && promised != format)
                remarks.Add(new(paths[example], $"is a {format} by its content, though its name promises a {promised}; it was used"));
            example++;
        }
        return new([.. _trunk.Outputs.Select(o => o.Name)], batches, rows, skipped, remarks, cached);
    }
}
