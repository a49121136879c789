using System.Diagnostics;
using System.Text.RegularExpressions;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Fuzz;

/// <summary>Something that a damaged file must not do.</summary>
/// <param name="Reader">Which kind of file.</param>
/// <param name="What">An exception that is no refusal, more than a second, or too much memory.</param>
/// <param name="File">The name of the file that was damaged.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record Finding(string Reader, string What, string File, byte[] Content);

/// <summary>
/// Opens damaged files, one after the other on one thread, and notes what is not a plain refusal. A damaged file that is answered as none was before (another message, another number of
/// tensors) is kept and damaged further: so the readers' depths are reached.
/// </summary>
internal sealed partial class Fuzzer(IReadOnlyList<Seed> seeds, ulong seed)
{
    private const int LargestKept = 300_000, MostKept = 5_000;
    private readonly List<Seed>[] _readers = [.. seeds.GroupBy(s => s.Reader).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToList())];
    private readonly HashSet<string> _answers = new(StringComparer.Ordinal);
    private const long MemoryAllowance = 64 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Mutator _mutator = new(seed);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Files opened so far, by reader.</summary>
    public SortedDictionary<string, int> Runs { get; } = new(StringComparer.Ordinal);

    /// <summary>How many of them were sound all the same.</summary>
    public int Accepted { get; private set; }

    /// <summary>Different answers so far.</summary>
    public int Answers => _answers.Count;

    /// <summary>Damages and opens one file; null where it was read or refused as it should.</summary>
    public Finding? Step()
    {
        List<Seed> reader = _readers[_mutator.Next(_readers.Length)]; // each as often as the others, however many seeds it has
        Seed chosen = reader[_mutator.Next(reader.Count)];
        byte[] changed = _mutator.Change(chosen.Content, reader[_mutator.Next(reader.Count)].Content);
        File.WriteAllBytes(chosen.Path, changed);
        try
        {
            Runs[chosen.Reader] = Runs.GetValueOrDefault(chosen.Reader) + 1;
            (string? wrong, string answer) = Open(chosen, changed.Length);
            if (_answers.Add($"{chosen.Reader} {answer}") && changed.Length <= LargestKept && reader.Count < MostKept) reader.Add(chosen with { Content = changed });
            return wrong is not null && _seen.Add($"{chosen.Reader} {wrong}") ? new(chosen.Reader, wrong, Path.GetFileName(chosen.Path), changed) : null;
        }
        finally
        {
            File.WriteAllBytes(chosen.Path, chosen.Original);
        }
    }

    private (string? Wrong, string Answer) Open(Seed chosen, long length)
    {
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        (string? wrong, string answer, bool accepted) = Try(chosen.Open);
        if (accepted) Accepted++;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (wrong is null && allocated > length + MemoryAllowance) wrong = "takes more than 64 MB beyond the file's size";
        if (wrong is null && Stopwatch.GetElapsedTime(start) > Patience && IsSlow(chosen.Open)) wrong = "takes more than a second";
        return (wrong, answer.Replace(chosen.Path, "", StringComparison.Ordinal));
    }

    /// <summary>Again by the processor's clock: on a busy machine a second may pass without anything being done.</summary>
    private static bool IsSlow(string path)
    {
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        Try(path);
        return Process.GetCurrentProcess().TotalProcessorTime - before > Patience;
    }

    /// <summary>What was wrong, and the answer without its numbers and names.</summary>
    private static (string? Wrong, string Answer, bool Accepted) Try(string path)
    {
        try
        {
            IReadOnlyDictionary<string, TensorData> tensors = Checkpoint.Open(path).Tensors;
            foreach (TensorData tensor in tensors.Values) _ = tensor.HasData ? tensor.Bytes.Span.Length : 0;
            return (null, $"{tensors.Count} tensors", true);
        }
        catch (GraftException e)
        {
            return (null, Details().Replace(e.Message, "#"), false);
        }
        catch (Exception e)
        {
            return ($"{e.GetType().Name} {e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Graft.", StringComparison.Ordinal))?.Trim()}", e.GetType().Name, false);
        }
    }

    [GeneratedRegex(@"'[^']*'|\d+")]
    private static partial Regex Details();
}
