namespace Graft.Data.Texts;

/// <summary>The one door to labelled texts.</summary>
public static class TextSets
{
    private const string Forms = "CSV, TSV, JSON Lines, Parquet or CoNLL";

    /// <summary>Whether data are texts: a file of texts, a table without a column of photos, or a folder with train.* of such.</summary>
    public static bool Are(string path)
    {
        if (Directory.Exists(path)) return Files(path).Any(f => Parts.Find(Path.GetFileNameWithoutExtension(f)) == Part.Train && !PhotoColumns.AreIn(f));
        return File.Exists(path) && IsText(path) && (ConllFile.Is(path) || !PhotoColumns.AreIn(path));
    }

    /// <summary>
    /// Reads a file, or a folder with train.*, validation.* (or val.*, dev.*) and test.*. Columns and task are guessed where they are not told.
    /// </summary>
    /// <exception cref="GraftException">Nothing is there, a file is damaged, columns are not found, or labels can't be learned; with file:line places.</exception>
    public static TextSet Open(string path, TextDataOptions? options = null)
    {
        List<Notice> notices = [];
        (string File, Part? Part)[] files = [.. Listed(path, notices)];
        options ??= new();
        return files.All(f => ConllFile.Is(f.File)) && options is { Text: null, Label: null, Task: null or TextTask.Tagging }
            ? Checked(new(path, TextTask.Tagging, [.. files.SelectMany(f => ConllFile.Read(f.File, f.Part))], [], null, notices), options) : FromTables(path, files, options, notices);
    }

    /// <summary>Refuses what can't be learned from: fewer than two classes, or labels that only validation or test know.</summary>
    /// <exception cref="GraftException">So it is.</exception>
    internal static void RequireLearnable(TextSet set)
    {
        if (set.Task is TextTask.Regression or TextTask.Similarity) return;
        if (set.Classes.Count < (set.Task == TextTask.MultiLabel ? 1 : 2)) throw new GraftException($"'{set.Source}': expected at least 2 labels to tell apart, found {(set.Classes.Count == 0 ? "none" : $"one: '{set.Classes[0]}'")}.");
        HashSet<string> learned = [.. set.Examples.Where(e => e.Part is null or Part.Train).SelectMany(e => e.Labels)];
        string[] unseen = [.. set.Examples.SelectMany(e => e.Labels.Where(l => !learned.Contains(l)).Select(l => $"'{l}' ({e.Place})")).DistinctBy(l => l[..l.LastIndexOf('(')])];
        if (unseen.Length > 0) throw new GraftException($"Labels occur in validation or test, but not in training: {Faulty.Listed(unseen)}. Add training texts of them, or take them out.");
    }

    private static TextSet FromTables(string path, (string File, Part? Part)[] files, TextDataOptions options, List<Notice> notices)
    {
        Table[] tables = [.. files.Select(f => Table.Open(f.File))];
        TextColumns columns = ColumnGuess.Of(tables[0], options);
        foreach (Table table in tables.Skip(1))
            foreach (string column in new[] { columns.Text, columns.Pair, columns.Label }.OfType<string>()) table.Require(column);
        TextTask task = options.Task ?? TaskGuess.Of(tables[0], columns);
        if (task == TextTask.Similarity && columns.Pair is null) throw new GraftException($"{tables[0].File}: similarity is learned from pairs of texts; name the columns with --text and --pair. Found {string.Join(", ", tables[0].Header)}.");
        return Checked(new(path, task, [.. tables.SelectMany((t, i) => new TableTexts(t, columns, task, files[i].Part, notices).Read())], [], columns, notices), options);
    }

    private static TextSet Checked(TextSet set, TextDataOptions options)
    {
        if (set.Examples.Count == 0) throw new GraftException($"No {(options.Unlabelled ? "texts" : "labelled texts")} in '{set.Source}'.{(set.Notices.Count > 0 ? $" {Faulty.Listed([.. set.Notices.Select(n => $"{n.Path} {n.Reason}")])}." : "")}");
        string[] classes = [.. set.Examples.SelectMany(e => e.Labels).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new(set.Source, set.Task, set.Examples, classes, set.Columns, set.Notices);
    }

    private static (string, Part?)[] Listed(string path, List<Notice> notices)
    {
        if (File.Exists(path)) return [(path, (Part?)null)];
        if (!Directory.Exists(path)) throw new GraftException($"There is no folder or file '{path}'. Give a file of texts ({Forms}), or a folder with train.* and test.* of such.");
        (string File, Part? Part)[] all = [.. Files(path).Select(f => (f, Parts.Find(Path.GetFileNameWithoutExtension(f))))];
        notices.AddRange(all.Where(f => f.Part is null).Select(f => new Notice(f.File, "is none of train, validation and test by its name")));
        (string, Part?)[] used = [.. all.Where(f => f.Part is not null).OrderBy(f => f.Part)];
        return used.Length > 0 ? used : throw new GraftException($"'{path}': expected train.* ({Forms}), and validation.* and test.* where there are such, found {(all.Length == 0 ? "no such files" : string.Join(", ", all.Select(f => Path.GetFileName(f.File))))}.");
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder).Where(f => !Path.GetFileName(f).StartsWith('.') && IsText(f)).Order(StringComparer.Ordinal);

    private static bool IsText(string file) => Table.Knows(file) || ConllFile.Is(file);
}
