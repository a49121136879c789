namespace Graft.Text.Pipeline;

/// <summary>The tokens of one text before special ones are added, or a window of them.</summary>
/// <param name="Tokens">All tokens of the text.</param>
/// <param name="Texts">Their texts.</param>
/// <param name="Start">Where the window starts.</param>
/// <param name="Length">How many tokens it has.</param>
internal sealed record TokenRun(Token[] Tokens, string[] Texts, int Start, int Length)
{
    /// <summary>The windows that follow.</summary>
    public IReadOnlyList<TokenRun> Overflowing { get; init; } = [];

    /// <summary>The first window of at most <paramref name="most"/> tokens, with those that follow, overlapping by the stride.</summary>
    public TokenRun Cut(int most, Truncation how)
    {
        if (most >= Length) return this;
        if (most == 0) return this with { Length = 0, Overflowing = [this] };
        if (how.Stride >= most || how.Stride < 0)
            throw new GraftException($"Expected a stride of 0 to {most - 1}, got {how.Stride}: windows have {most} tokens beside the special ones. Use another stride or maximal length.");
        List<TokenRun> windows = [];
        int step = most - how.Stride;
        for (int done = 0; ; done += step)
        {
            bool last = done + most >= Length;
            int length = Math.Min(most, Length - done);
            windows.Add(this with { Start = how.Side == Side.Right ? Start + done : Start + Length - done - length, Length = length });
            if (last) break;
        }
        return windows[0] with { Overflowing = windows[1..] };
    }
}
