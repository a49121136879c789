using Graft.Data.Texts;
using Graft.Graphs;
using Graft.Text;
using Graft.Training.Probe;

namespace Graft.Training.Texts.Baselines;

/// <summary>
/// Words and pairs of neighbouring words that at least two training texts have, each weighed by how rare it is (inverse document frequency, smoothed as in scikit-learn: ln((1 + N) / (1 + n)) + 1), every text
/// scaled to length 1.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__TfIdfVectorizer.html"/>
internal sealed class WeighedWords
{
    private const int LeastTexts = 2, Alone = -1;
    private readonly (int First, int Second)[] _grams; // single words first, Second is Alone
    private readonly float[] _weights;
    private readonly Dictionary<(int, int), int> _columns;

    private WeighedWords((int, int)[] grams, float[] weights) =>
        (_grams, _weights, _columns) = (grams, weights, grams.Select((g, i) => (g, i)).ToDictionary(p => p.g, p => p.i));

    public static WeighedWords Of(Tokenizer tokenizer, IReadOnlyList<TextExample> train)
    {
        KeyValuePair<(int First, int Second), int>[] frequent = [.. train.SelectMany(e => GramsOf(tokenizer, e).Distinct()).CountBy(g => g).Where(g => g.Value >= LeastTexts)
            .OrderBy(g => g.Key.Second != Alone).ThenBy(g => g.Key.First).ThenBy(g => g.Key.Second)];
        if (frequent.Length == 0) throw new GraftException($"Expected words that several training texts have, found none in {train.Count} texts.");
        return new([.. frequent.Select(g => g.Key)], [.. frequent.Select(g => (float)(Math.Log((1.0 + train.Count) / (1 + g.Value)) + 1))]);
    }

    /// <summary>The texts as rows.</summary>
    public SparseRows Rows(Tokenizer tokenizer, IReadOnlyList<TextExample> texts) => new([.. texts.AsParallel().AsOrdered().Select(t => Row(tokenizer, t))], _grams.Length);

    /// <summary>'input_ids' (batch, sequence) to 'features' (batch, number of words and pairs).</summary>
    public Graph Graph()
    {
        GraphBuilder builder = new("weighed words");
        Wire ids = builder.Input("input_ids", ElementType.Int64, "batch", "sequence");
        long singles = _grams.Count(g => g.Second == Alone);
        Wire counted = builder.Node("TfIdfVectorizer", "words", [ids], ["batch", _grams.Length], ElementType.Float32,
            ("mode", "TFIDF"), ("min_gram_length", 1L), ("max_gram_length", singles < _grams.Length ? 2L : 1L), ("max_skip_count", 0L), ("ngram_counts", singles < _grams.Length ? new[] { 0L, singles } : [0L]),
            ("ngram_indexes", Enumerable.Range(0, _grams.Length).Select(i => (long)i).ToArray()), ("weights", _weights),
            ("pool_int64s", _grams.SelectMany(g => g.Second == Alone ? [g.First] : new long[] { g.First, g.Second }).ToArray()));
        Wire scaled = builder.Node("LpNormalization", "scaled", [counted], counted.Shape, ElementType.Float32, ("axis", 1L), ("p", 2L));
        Graph graph = builder.ToGraph(("features", scaled));
        return graph with { Opsets = graph.Opsets.SetItem("", 17) };
    }

    private (int, double)[] Row(Tokenizer tokenizer, TextExample text)
    {
        (int Column, double Value)[] row = [.. GramsOf(tokenizer, text).Where(_columns.ContainsKey).CountBy(g => _columns[g]).OrderBy(g => g.Key).Select(g => (g.Key, (double)g.Value * _weights[g.Key]))];
        double length = Math.Sqrt(row.Sum(c => c.Value * c.Value));
        return [.. row.Select(c => (c.Column, c.Value / length))];
    }

    private static IEnumerable<(int First, int Second)> GramsOf(Tokenizer tokenizer, TextExample text)
    {
        int[] ids = tokenizer.Encode(text.Text, text.Pair, null).Ids;
        for (int i = 0; i < ids.Length; i++)
        {
            if (ids[i] < WordVocabulary.FirstWord) continue;
            yield return (ids[i], Alone);
            if (i + 1 < ids.Length && ids[i + 1] >= WordVocabulary.FirstWord) yield return (ids[i], ids[i + 1]);
        }
    }
}
