using System.Diagnostics;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Fuzz;

/// <summary>Something that a damaged file must not do.</summary>
/// <param name="Reader">Which kind of file.</param>
/// <param name="What">An exception that is no refusal, more than a second, or too much memory.</param>
/// <param name="File">The name of the file that was damaged.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record Finding(string Reader, string What, string File, byte[] Content);

/// <summary>Opens damaged files, one after the other on one thread, and notes what is not a plain refusal.</summary>
internal sealed class Fuzzer(IReadOnlyList<Seed> seeds, ulong seed)
{
    private readonly Seed[][] _readers = [.. seeds.GroupBy(s => s.Reader).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray())];
    private const long MemoryAllowance = 64 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Mutator _mutator = new(seed);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Files opened so far, by reader.</summary>
    public SortedDictionary<string, int> Runs { get; } = new(StringComparer.Ordinal);

    /// <summary>How many of them were sound all the same.</summary>
    public int Accepted { get; private set; }

    /// <summary>Damages and opens one file; null where it was read or refused as it should.</summary>
    public Finding? Step()
    {
        Seed[] reader = _readers[_mutator.Next(_readers.Length)]; // each as often as the others, however many seeds it has
        Seed chosen = reader[_mutator.Next(reader.Length)];
        byte[] changed = _mutator.Change(chosen.Content, reader[_mutator.Next(reader.Length)].Content);
        File.WriteAllBytes(chosen.Path, changed);
        try
        {
            Runs[chosen.Reader] = Runs.GetValueOrDefault(chosen.Reader) + 1;
            string? wrong = Open(chosen, changed.Length);
            return wrong is not null && _seen.Add($"{chosen.Reader} {wrong}") ? new(chosen.Reader, wrong, Path.GetFileName(chosen.Path), changed) : null;
        }
        finally
        {
            File.WriteAllBytes(chosen.Path, chosen.Content);
        }
    }

    private string? Open(Seed chosen, long length)
    {
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        string? wrong = Try(chosen.Open);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (wrong is null && allocated > length + MemoryAllowance) wrong = "takes more than 64 MB beyond the file's size";
        return wrong is null && Stopwatch.GetElapsedTime(start) > Patience && IsSlow(chosen.Open) ? "takes more than a second" : wrong;
    }

    /// <summary>Again by the processor's clock: on a busy machine a second may pass without anything being done.</summary>
    private static bool IsSlow(string path)
    {
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        Try(path, out _);
        return Process.GetCurrentProcess().TotalProcessorTime - before > Patience;
    }

    private string? Try(string path)
    {
        string? wrong = Try(path, out bool accepted);
        if (accepted) Accepted++;
        return wrong;
    }

    private static string? Try(string path, out bool accepted)
    {
        accepted = false;
        try
        {
            foreach (TensorData tensor in Checkpoint.Open(path).Tensors.Values) _ = tensor.HasData ? tensor.Bytes.Span.Length : 0;
            accepted = true;
            return null;
        }
        catch (GraftException)
        {
            return null;
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name} {e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Graft.", StringComparison.Ordinal))?.Trim()}";
        }
    }
}
