using System.Collections.Concurrent;
using Graft.Text.Pipeline;

namespace Graft.Text.Models;

/// <summary>A token within a word.</summary>
internal readonly record struct Part(int Id, int Start, int End, string? OwnText = null);

/// <summary>Remembers the tokens of words, because texts repeat them (Zipf). Bounded; serves all threads at once.</summary>
internal sealed class WordCache
{
    private const int MostWords = 1 << 16;
    private const int LongestWord = 64;

    private readonly ConcurrentDictionary<string, Part[]> _words = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Part[]>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private int _count;

    public WordCache() => _bySpan = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Adds the tokens of a word if it is known.</summary>
    public bool TryAdd(ReadOnlySpan<char> word, Workspace work)
    {
        if (word.Length > LongestWord || !_bySpan.TryGetValue(word, out Part[]? parts)) return false;
        Add(parts, work);
        return true;
    }

    /// <summary>Adds the tokens of a word and remembers them.</summary>
    public void AddNew(ReadOnlySpan<char> word, List<Part> parts, Workspace work)
    {
        Part[] found = [.. parts];
        Add(found, work);
        if (word.Length > LongestWord || _count >= MostWords) return;
        if (_words.TryAdd(word.ToString(), found)) Interlocked.Increment(ref _count);
    }

    private static void Add(Part[] parts, Workspace work)
    {
        foreach (Part part in parts)
        {
            if (part.OwnText is null) work.Add(part.Id, part.Start, part.End);
            else work.Add(part.Id, part.Start, part.End, part.OwnText);
        }
    }
}
