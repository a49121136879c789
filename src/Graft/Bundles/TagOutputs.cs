using Graft.Text;

namespace Graft.Bundles;

/// <summary>From probabilities of tokens to those of words, to tags, to spans.</summary>
internal static class TagOutputs
{
    /// <summary>The tag of words outside of any span.</summary>
    public const string Outside = "O";

    /// <summary>Name of the output of a model that decodes whole paths of tags, as one that ends with a CRF does.</summary>
    public const string Path = "tags";

    /// <summary>The rows (K each) of the words' tokens; words without a token are outside of any span.</summary>
    /// <param name="windows">Per window the rows of its tokens.</param>
    /// <param name="places">Where each word stands; null for nowhere.</param>
    /// <param name="labels">The tags.</param>
    public static float[] OfWords(float[][] windows, IReadOnlyList<TokenPlace?> places, IReadOnlyList<string> labels)
    {
        int width = labels.Count, outside = Enumerable.Range(0, width).FirstOrDefault(k => labels[k] == Outside);
        float[] words = new float[places.Count * width];
        for (int i = 0; i < places.Count; i++)
        {
            if (places[i] is not { } place) words[(i * width) + outside] = 1;
            else windows[place.Window].AsSpan(place.Token * width, width).CopyTo(words.AsSpan(i * width));
        }
        return words;
    }

    /// <summary>Probabilities of tokens where a path of tags was decoded: what the path passes by is zero, so that the path's tags are the most probable ones.</summary>
    public static float[] Along(float[] tokens, ReadOnlySpan<long> path, int width)
    {
        float[] along = new float[tokens.Length];
        for (int i = 0; i < path.Length; i++)
            if (path[i] >= 0) along[(i * width) + path[i]] = Math.Max(float.Epsilon, tokens[(i * width) + path[i]]);
        return along;
    }

    /// <summary>The most probable tag of each word.</summary>
    public static string[] Tags(float[] words, IReadOnlyList<string> labels) => [.. words.Chunk(labels.Count).Select(row => labels[Array.IndexOf(row, row.Max())])];

    /// <summary>Spans with their places in the text. I without a beginning begins a span, as seqeval counts.</summary>
    public static PredictedSpan[] Spans(string text, IReadOnlyList<TextSpan> places, float[] words, IReadOnlyList<string> labels)
    {
        string[] tags = Tags(words, labels);
        float[] sure = [.. words.Chunk(labels.Count).Select(row => row.Max())];
        List<PredictedSpan> spans = [];
        for (int i = 0; i < tags.Length; i++)
        {
            if (tags[i] == Outside) continue;
            string name = tags[i].Length > 2 && tags[i][1] == '-' ? tags[i][2..] : tags[i];
            if (tags[i].StartsWith("I-", StringComparison.Ordinal) && i > 0 && tags[i - 1] != Outside && spans.Count > 0 && spans[^1].Label == name)
                spans[^1] = spans[^1] with { End = places[i].End, Text = text[spans[^1].Start..places[i].End], Probability = Math.Min(spans[^1].Probability, sure[i]) };
            else spans.Add(new(name, places[i].Start, places[i].End, text[places[i].Start..places[i].End], sure[i]));
        }
        return [.. spans];
    }
}
