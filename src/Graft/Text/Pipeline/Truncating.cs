namespace Graft.Text.Pipeline;

/// <summary>Cuts texts to a length, as the strategy says.</summary>
internal static class Truncating
{
    /// <summary>Cuts one text or two.</summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second, or null.</param>
    /// <param name="how">The strategy.</param>
    /// <param name="most">Tokens that fit, special ones not counted.</param>
    /// <exception cref="GraftException">The strategy can't reach the length.</exception>
    public static (TokenRun First, TokenRun? Second) Cut(TokenRun first, TokenRun? second, Truncation how, int most)
    {
        int excess = first.Length + (second?.Length ?? 0) - most;
        if (excess <= 0) return (first, second);
        if (how.Strategy == TruncationStrategy.OnlyFirst && most > 0) return (first.Cut(Left(first, excess, how), how), second);
        if (how.Strategy == TruncationStrategy.OnlySecond && most > 0)
        {
            TokenRun only = second ?? throw new GraftException("Truncation 'only_second' needs a second text, there is none. Use 'longest_first'.");
            return (first, only.Cut(Left(only, excess, how), how));
        }
        if (second is null) return (first.Cut(most, how), null);
        (int a, int b) = LongestFirst(first.Length, second.Length, most);
        return (first.Cut(a, how), second.Cut(b, how));
    }

    private static int Left(TokenRun run, int excess, Truncation how) => run.Length > excess ? run.Length - excess
        : throw new GraftException($"The pair has {excess} tokens too many for a maximal length of {how.MaxLength}, "
            + $"and the text that '{(how.Strategy == TruncationStrategy.OnlyFirst ? "only_first" : "only_second")}' may cut has only {run.Length}. Use 'longest_first', or a larger maximal length.");

    private static (int First, int Second) LongestFirst(int first, int second, int most)
    {
        int shorter = Math.Min(first, second), longer = shorter > most ? shorter : Math.Max(shorter, most - shorter);
        if (shorter + longer > most) (shorter, longer) = (most / 2, most / 2 + most % 2);
        return first > second ? (longer, shorter) : (shorter, longer);
    }
}
