namespace Graft.Data.Texts;

/// <summary>Which columns serve for what: as the user says, else by their usual names.</summary>
internal static class ColumnGuess
{
    private static readonly (string Text, string Pair)[] PairNames =
    [
        ("text_a", "text_b"), ("sentence1", "sentence2"), ("sentence_1", "sentence_2"), ("sentence_a", "sentence_b"), ("question1", "question2"), ("text1", "text2"),
        ("premise", "hypothesis"), ("anchor", "target"), ("anchor", "positive"), ("query", "passage"), ("query", "document"), ("text", "text_pair"), ("text", "pair"),
    ];

    private static readonly string[] TextNames =
        ["text", "sentence", "sentence1", "text_a", "utterance", "question", "query", "review", "content", "body", "comment", "message", "tweet", "title", "input", "phrase", "tokens", "words"];

    private static readonly string[] LabelNames = ["label", "labels", "class", "category", "gold_label", "intent", "sentiment", "tags", "ner_tags", "score", "similarity", "stars", "rating", "target", "y"];
    private static readonly string[] PartNames = ["part", "split", "partition", "set"], GroupNames = ["group", "subject", "patient", "patient_id", "sample_id", "doc_id", "document_id"];

    public static TextColumns Of(Table table, TextDataOptions told)
    {
        (string text, string? pair) = TextAndPair(table, told);
        string? label = told.Label is string named ? table.Header[table.Require(named)]
            : LabelNames.Select(n => Column(table, n)).FirstOrDefault(c => c is not null && c != text && c != pair);
        if (label is null && !told.Unlabelled) throw Missing(table, "label", LabelNames, "--label");
        return new(text, pair, label, First(table, PartNames), First(table, GroupNames));
    }

    private static (string, string?) TextAndPair(Table table, TextDataOptions told)
    {
        string? pair = told.Pair is string second ? table.Header[table.Require(second)] : null;
        if (told.Text is string first) return (table.Header[table.Require(first)], pair);
        if (pair is null && PairNames.FirstOrDefault(p => Column(table, p.Text) is not null && Column(table, p.Pair) is not null && !p.Pair.Equals(told.Label, StringComparison.OrdinalIgnoreCase)) is { Text: not null } found)
            return (Column(table, found.Text)!, Column(table, found.Pair));
        string text = TextNames.Select(n => Column(table, n)).FirstOrDefault(c => c is not null && c != pair && !c.Equals(told.Label, StringComparison.OrdinalIgnoreCase))
            ?? throw Missing(table, "text", TextNames, "--text");
        return (text, pair);
    }

    private static string? First(Table table, string[] names) => names.Select(n => Column(table, n)).FirstOrDefault(c => c is not null);

    private static string? Column(Table table, string name) => table.Find(name) is int at and >= 0 ? table.Header[at] : null;

    private static GraftException Missing(Table table, string what, string[] names, string option) =>
        new($"{table.File}: expected a column of the {what} ({string.Join(", ", names.Take(8))}, ...), found the columns {string.Join(", ", table.Header)}. Name it with {option}.");
}
