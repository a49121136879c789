using Graft.Bundles;
using Graft.Text;

namespace Graft.Attribution;

/// <summary>
/// Explains what a bundle says of a text, without libtorch: hides one word after the other and looks how far the score falls (leave one out; Zeiler and Fergus 2014,
/// Li et al. 2016). It needs nothing of the model but its outputs.
/// </summary>
public static class TextOcclusion
{
    /// <summary>The name of the method.</summary>
    public const string Method = "occlusion";

    /// <summary>Places that are hidden at most; in longer texts words that follow each other share a place.</summary>
    private const int MostPlaces = 128;

    private static readonly string[] Masks = ["[MASK]", "<mask>", "[UNK]", "<unk>"];

    /// <summary>Hides each word behind the tokenizer's mask (where it has none, its unknown token) and tells how far the logarithm of the label's odds, or the number, falls.</summary>
    /// <param name="predictor">The model.</param>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text, where the model wants pairs.</param>
    /// <param name="label">What to explain; null for the predicted label.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="GraftException">An empty text, an unknown label, a pair too many or missing, or a model that tags words.</exception>
    public static TextAttribution Explain(TextPredictor predictor, string text, string? pair = null, string? label = null, CancellationToken cancel = default)
    {
        predictor.RequireShape(text, pair);
        return Explain(predictor.Runner, text, pair, label, cancel);
    }

    internal static TextAttribution Explain(TextRunner runner, string text, string? pair, string? label, CancellationToken cancel)
    {
        IReadOnlyList<EncodedText> whole = runner.Encode(new(text, pair));
        float[] said = runner.Run([whole], cancel)[0];
        TextTarget target = TextTarget.Of(runner.Task, runner.Labels, said, label);
        Word[] words = [.. whole.SelectMany(WordsOf).Distinct()];
        Word[][] places = [.. words.Chunk(Math.Max(1, (words.Length + MostPlaces - 1) / MostPlaces))];
        int mask = MaskOf(runner.Preprocessor);
        float[][] without = runner.Run([.. places.Select(p => (IReadOnlyList<EncodedText>)[.. whole.Select((t, i) => Hidden(t, i, [.. p], mask))])], cancel);
        double score = target.Score(said);
        return new(text, pair, target.Label, target.Probability, Method, [.. places.SelectMany((p, i) => p.Select(w => Token(w, text, pair, score - target.Score(without[i]))))]);
    }

    private static AttributedToken Token(Word word, string text, string? pair, double value)
    {
        int sequence = Math.Max(word.Text, word.Sequence);
        return new((sequence == 0 ? text : pair!)[word.Span.Start..word.Span.End], word.Span.Start, word.Span.End, sequence, value);
    }

    private static IEnumerable<Word> WordsOf(EncodedText text, int number)
    {
        foreach (var word in text.Windows.SelectMany(w => Enumerable.Range(0, w.Length).Where(i => w.WordIds[i] is not null && w.SequenceIds[i] is not null).Select(i => (Sequence: w.SequenceIds[i]!.Value, Id: w.WordIds[i]!.Value, Span: w.Offsets[i])))
            .GroupBy(t => (t.Sequence, t.Id)).OrderBy(g => g.Key))
            yield return new(number, word.Key.Sequence, word.Key.Id, new(word.Min(t => t.Span.Start), word.Max(t => t.Span.End)));
    }

    private static EncodedText Hidden(EncodedText text, int number, HashSet<Word> words, int mask)
    {
        HashSet<(int, int)> hidden = [.. words.Where(w => w.Text == number).Select(w => (w.Sequence, w.Id))];
        return hidden.Count == 0 ? text : text with
        {
            Windows = [.. text.Windows.Select(w => w with { Ids = [.. w.Ids.Select((id, i) => w.SequenceIds[i] is int sequence && w.WordIds[i] is int word && hidden.Contains((sequence, word)) ? mask : id)] })],
        };
    }

    private static int MaskOf(TextPreprocessor preprocessor) => Masks.Select(preprocessor.Tokenizer.Find).FirstOrDefault(id => id is not null) ?? preprocessor.Settings.PadId;

    /// <summary>A word of one of the texts that a model reads each for itself, and of one of those that it reads together.</summary>
    private sealed record Word(int Text, int Sequence, int Id, TextSpan Span);
}
