namespace Graft.Text;

/// <summary>Which token stands for a word where a text is read in windows: its first one, in the window that shows most of what stands around it.</summary>
internal static class WordPlaces
{
    /// <summary>A place per word; null where no window has it.</summary>
    public static TokenPlace?[] Of(IReadOnlyList<Encoding> windows, IReadOnlyList<TextSpan> words)
    {
        int[][] first = [.. windows.Select(w => WordAlignment.FirstTokens(w, words))];
        return [.. Enumerable.Range(0, words.Count).Select(word => Enumerable.Range(0, windows.Count).Where(w => first[w][word] >= 0).Select(w => new TokenPlace(w, first[w][word]))
            .OrderBy(p => windows[p.Window].Offsets[p.Token].Start).ThenByDescending(p => Around(windows[p.Window], p.Token)).Select(p => (TokenPlace?)p).FirstOrDefault())];
    }

    /// <summary>1 in each window where a word's token stands.</summary>
    public static int[][] Masks(IReadOnlyList<Encoding> windows, IEnumerable<TokenPlace?> places)
    {
        int[][] masks = [.. windows.Select(w => new int[w.Length])];
        foreach (TokenPlace? place in places)
            if (place is { } p) masks[p.Window][p.Token] = 1;
        return masks;
    }

    private static int Around(Encoding window, int token) => Math.Min(token, window.Length - 1 - token);
}
