using Graft.Text.Pipeline;

namespace Graft.Text.PreTokenizers;

/// <summary>What becomes of the matches of a pattern that divides words.</summary>
internal enum SplitBehavior
{
    /// <summary>They are dropped.</summary>
    Removed,
    /// <summary>Each is a word.</summary>
    Isolated,
    /// <summary>Each ends the word before it.</summary>
    MergedWithPrevious,
    /// <summary>Each starts the word behind it.</summary>
    MergedWithNext,
    /// <summary>Neighbouring ones are one word.</summary>
    Contiguous,
}

/// <summary>Divides words where a pattern matches (or, inverted, where it does not).</summary>
internal sealed class Split(Pattern pattern, SplitBehavior behavior, bool invert = false) : Splitter
{
    protected override void Divide(ReadOnlySpan<char> piece, int offset, Workspace work)
    {
        work.Matches.Clear();
        pattern.Find(piece, offset, work.Matches);
        int first = work.Next.Count;
        bool before = false;
        foreach (Match found in work.Matches)
        {
            Match match = invert ? found with { IsMatch = !found.IsMatch } : found;
            if (behavior == SplitBehavior.Removed && match.IsMatch) continue;
            bool joins = work.Next.Count > first && Joins(before, match.IsMatch);
            if (joins) work.Next[^1] = work.Next[^1] with { End = match.End };
            else work.Next.Add(new(match.Start, match.End));
            before = match.IsMatch;
        }
    }

    private bool Joins(bool before, bool now) => behavior switch
    {
        SplitBehavior.MergedWithPrevious => now && !before,
        SplitBehavior.MergedWithNext => before && !now,
        SplitBehavior.Contiguous => before == now,
        _ => false,
    };
}
