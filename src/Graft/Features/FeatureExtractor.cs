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

    private readonly Backbone _backbone;
    private readonly Preprocessor _preprocessor;
    private readonly FeatureCache _cache;
    private readonly Lazy<OnnxSession> _session; // a run that finds everything in the cache needs none

    /// <summary>Prepares the extraction; nothing is computed yet.</summary>
    /// <param name="backbone">The trunk, and what it wants of photos.</param>
    /// <param name="home">The folder below which features are cached.</param>
    public FeatureExtractor(Backbone backbone, string home)
    {
        (_backbone, _preprocessor) = (backbone, new Preprocessor(backbone.Preprocessing));
        _cache = new FeatureCache(home, FeatureCache.KeyOf(backbone.Graph, backbone.Preprocessing.ToJson()));
        _session = new(() => new OnnxSession(backbone.Graph, threads: 1));
    }

    /// <summary>Features of all photos that can be read. What is done is kept: a run that is stopped goes on where it was.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public FeatureSet Compute(IReadOnlyList<string> paths, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        string[][] batches = [.. paths.Chunk(BatchSize)];
        FeatureBatch[] results = new FeatureBatch[batches.Length];
        int done = 0, cached = 0;
        try
        {
            Parallel.For(0, batches.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, i =>
            {
                results[i] = ComputeBatch(batches[i], cancel, out bool wasCached);
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

    private FeatureBatch ComputeBatch(string[] paths, CancellationToken cancel, out bool wasCached)
    {
        byte[]?[] files = [.. paths.Select(ReadFile)];
        string key = FeatureCache.KeyOf(files.Select(f => SHA256.HashData(f ?? [])));
        FeatureBatch? found = _cache.Find(key);
        wasCached = found is not null;
        if (found is not null) return found;
        float[] pixels = ArrayPool<float>.Shared.Rent(paths.Length * _backbone.Preprocessing.Length); // fresh megabytes a batch would cost more page faults than the decoding
        try
        {
            FeatureBatch batch = ComputeBatch(paths, files, pixels, cancel);
            _cache.Add(key, batch);
            return batch;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pixels);
        }
    }

    private FeatureBatch ComputeBatch(string[] paths, byte[]?[] files, float[] pixels, CancellationToken cancel)
    {
        int length = _backbone.Preprocessing.Length, rows = 0;
        string?[] faults = new string?[paths.Length], formats = new string?[paths.Length];
        for (int i = 0; i < paths.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            (faults[i], formats[i]) = Load(files[i], paths[i], pixels.AsSpan(rows * length, length));
            if (faults[i] is null) rows++;
        }
        TensorData values = rows == 0 ? TensorData.Of<float>([], 0, _backbone.FeatureCount) : _session.Value.Run(pixels.AsMemory(0, rows * length), [rows, .. _backbone.Preprocessing.Shape])[0];
        return new(values, faults, formats);
    }

    private (string? Fault, string? Format) Load(byte[]? file, string path, Span<float> to)
    {
        if (file is null) return ("can't be read from the disk", null);
        try
        {
            return (null, _preprocessor.Load(file, Path.GetFileName(path), to).Name);
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

    private FeatureSet Gather(IReadOnlyList<string> paths, FeatureBatch[] batches, int cached)
    {
        int width = _backbone.FeatureCount;
        float[] values = new float[batches.Sum(b => b.Values.Shape[0]) * width];
        List<int> rows = [];
        List<Notice> skipped = [], remarks = [];
        int at = 0, example = 0;
        foreach (FeatureBatch batch in batches)
        {
            batch.Values.Span<float>().CopyTo(values.AsSpan(at));
            at += (int)batch.Values.Count;
            foreach ((string? fault, string? format) in batch.Faults.Zip(batch.Formats))
            {
                if (fault is null) rows.Add(example);
                else skipped.Add(new(paths[example], fault));
                if (format is not null && ImageFormat.Promised(paths[example])?.Name is string promised && promised != format)
                    remarks.Add(new(paths[example], $"is a {format} by its content, though its name promises a {promised}; it was used"));
                example++;
            }
        }
        return new(values, width, rows, skipped, remarks, cached);
    }
}
