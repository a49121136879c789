namespace Graft.Text;

/// <summary>
/// Which token stands for which word: the first that lies within it, as a word is labelled once. Words are given by their places in the text, so that a tokenizer which
/// divides them otherwise (at slashes, at apostrophes) never divides a label.
/// </summary>
public static class WordAlignment
{
    /// <summary>Where words stand that are joined by single spaces.</summary>
    public static TextSpan[] SpansOf(IReadOnlyList<string> words)
    {
        TextSpan[] spans = new TextSpan[words.Count];
        for (int i = 0, at = 0; i < spans.Length; at += words[i].Length + 1, i++) spans[i] = new(at, at + words[i].Length);
        return spans;
    }

    /// <summary>Where the tokenizer's own words stand, for texts that come without words.</summary>
    public static TextSpan[] SpansOf(Encoding encoding) => [.. Enumerable.Range(0, encoding.Length).Where(i => encoding.WordIds[i] is not null && encoding.SequenceIds[i] == 0)
        .GroupBy(i => encoding.WordIds[i]).Select(word => new TextSpan(word.Min(i => encoding.Offsets[i].Start), word.Max(i => encoding.Offsets[i].End))).Where(s => s.End > s.Start)];

    /// <summary>For each word, the position of its first token; -1 where it has none because the text was cut, or because the tokenizer drops it.</summary>
    public static int[] FirstTokens(Encoding encoding, IReadOnlyList<TextSpan> words)
    {
        int[] first = new int[words.Count];
        Array.Fill(first, -1);
        int word = 0;
        for (int token = 0; token < encoding.Length; token++)
        {
            if (encoding.SequenceIds[token] != 0) continue;
            TextSpan span = encoding.Offsets[token];
            while (word < words.Count && words[word].End <= span.Start) word++;
            if (word == words.Count) break;
            if (first[word] < 0 && span.End > words[word].Start && span.End > span.Start) first[word] = token;
        }
        return first;
    }
}
