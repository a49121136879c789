using System.Text;
using System.Text.RegularExpressions;

namespace Graft.Text.Pipeline;

/// <summary>Something that is looked for in a text.</summary>
internal abstract class Pattern
{
    /// <summary>Divides a text into matches and what lies between them, without gaps.</summary>
    /// <param name="text">The text.</param>
    /// <param name="offset">What is added to positions.</param>
    /// <param name="matches">Filled.</param>
    public void Find(ReadOnlySpan<char> text, int offset, List<Match> matches)
    {
        int done = 0;
        while (done < text.Length && TryNext(text, done, out int start, out int length))
        {
            if (start > done) matches.Add(new(offset + done, offset + start, false));
            matches.Add(new(offset + start, offset + start + length, true));
            done = start + length;
        }
        if (done < text.Length) matches.Add(new(offset + done, offset + text.Length, false));
    }

    /// <summary>The next match that is not empty, at or behind a position.</summary>
    protected abstract bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int length);
}

/// <summary>A fixed text.</summary>
internal sealed class TextPattern(string wanted) : Pattern
{
    protected override bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int length)
    {
        length = wanted.Length;
        start = length == 0 ? -1 : text[from..].IndexOf(wanted);
        if (start < 0) return false;
        start += from;
        return true;
    }
}

/// <summary>Single characters of a class, each a match of its own.</summary>
internal sealed class ClassPattern(Func<Rune, bool> isWanted) : Pattern
{
    protected override bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int length)
    {
        length = 1;
        for (start = from; start < text.Length; start += length)
            if (isWanted(AlignedText.RuneAt(text, start, out length))) return true;
        return false;
    }
}

/// <summary>A regular expression from a file, run with a limit on its time.</summary>
internal sealed class RegexPattern(string expression) : Pattern
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private readonly Regex _regex = Compile(expression);

    protected override bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int length)
    {
        (start, length) = (0, 0);
        try
        {
            foreach (ValueMatch match in _regex.EnumerateMatches(text, from))
            {
                if (match.Length == 0) continue;
                (start, length) = (match.Index, match.Length);
                return true;
            }
            return false;
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new GraftException($"The tokenizer's pattern '{expression}' takes more than {Longest.TotalSeconds} s on one text. Its tokenizer.json is at fault.", e);
        }
    }

    private static Regex Compile(string expression)
    {
        try
        {
            return new Regex(expression, RegexOptions.CultureInvariant | RegexOptions.Compiled, Longest);
        }
        catch (ArgumentException e)
        {
            throw new GraftException($"The tokenizer's pattern '{expression}' is not a regular expression that .NET knows: {e.Message}", e);
        }
    }
}
