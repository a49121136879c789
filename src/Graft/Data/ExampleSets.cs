using Graft.Data.Texts;

namespace Graft.Data;

/// <summary>The one door to labelled photos.</summary>
public static class ExampleSets
{
    private const string Wanted = "Give a folder with one sub-folder of photos per class, or a table (.csv, .tsv, .jsonl or .parquet) with the columns path and label.";

    /// <summary>
    /// Lists a folder of class folders (with or without train, validation and test folders above them), a table of path and label (CSV, TSV, JSON Lines, Parquet), or a folder of such tables named train, validation and test.
    /// </summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="options">Columns and task, where they are not to be guessed.</param>
    /// <exception cref="GraftException">Nothing is there, no photos, rows that are not as they must be, all at once, or a label that only validation or test know.</exception>
    public static ExampleSet Open(string path, PhotoDataOptions? options = null)
    {
        options ??= new();
        IReadOnlyList<(string, Part?)> tables = Tables(path);
        return tables.Count > 0 ? PhotoTable.Open(path, tables, options) : PhotoFolder.Open(Path.GetFullPath(path), PhotoLabels.Checked(options.Task ?? TextTask.Classification));
    }

    /// <summary>What photos are for: as the user says, else by what the labels look like.</summary>
    /// <exception cref="GraftException">Nothing is there, or a table has no column of labels.</exception>
    public static TextTask TaskOf(string path, PhotoDataOptions options)
    {
        if (options.Task is TextTask told) return PhotoLabels.Checked(told);
        IReadOnlyList<(string File, Part?)> tables = Tables(path);
        return tables.Count > 0 ? PhotoTable.TaskOf(tables[0].File, options.Label) : TextTask.Classification;
    }

    internal static ExampleSet Checked(string source, TextTask task, List<Example> examples, List<Notice> notices, string expected)
    {
        if (examples.Count == 0) throw new GraftException($"No photos in '{source}'. {expected}");
        examples.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        IEnumerable<string> LabelsOf(Example e) => task switch { TextTask.Classification => [e.Label], TextTask.MultiLabel => e.Labels, _ => [] };
        string[] classes = [.. examples.SelectMany(LabelsOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        HashSet<string> learned = [.. examples.Where(e => e.Part is null or Part.Train).SelectMany(LabelsOf)];
        string[] unknown = [.. classes.Where(c => !learned.Contains(c))];
        if (unknown.Length > 0)
            throw new GraftException($"'{source}': {Listed(unknown)} occurs in validation or test, but not in train. Add training photos of it, or take it out.");
        return new(source, examples, classes, notices) { Task = task };
    }

    /// <summary>Refuses what can't be learned from: photos that don't exist, fewer than two classes, or a class with one training photo.</summary>
    internal static void RequireLearnable(ExampleSet set)
    {
        if (set.Missing.Count > 0) throw new GraftException($"Expected every photo of '{set.Source}' to exist: {Faulty.Listed([.. set.Missing.Select(m => $"{m.Path}: {m.Reason}")])}. Paths are relative to the table's folder.");
        if (set.Task != TextTask.Classification) return;
        if (set.Classes.Count < 2)
            throw new GraftException($"'{set.Source}': expected at least 2 classes, found one: '{set.Classes[0]}'. A classifier needs something to tell apart: add a folder of other photos.");
        string[] lonely = [.. set.Examples.Where(e => e.Part is null or Part.Train).GroupBy(e => e.Label).Where(g => g.Count() < 2).Select(g => g.Key).Order(StringComparer.Ordinal)];
        if (lonely.Length > 0)
            throw new GraftException($"'{set.Source}': expected at least 2 training photos per class, found one of {Listed(lonely)}. Add photos, or take the class out.");
    }

    /// <summary>The tables that data consist of, each with its part; none where they are folders of photos.</summary>
    private static IReadOnlyList<(string File, Part? Part)> Tables(string path)
    {
        if (File.Exists(path)) return Table.Knows(path) ? [(path, null)] : throw new GraftException($"'{path}' is neither a folder nor a table. {Wanted}");
        if (!Directory.Exists(path)) throw new GraftException($"There is no folder or file '{path}'. {Wanted}");
        (string File, Part? Part)[] tables = [.. Directory.EnumerateFiles(path).Where(Table.Knows).Order(StringComparer.Ordinal).Select(f => (f, Parts.Find(Path.GetFileNameWithoutExtension(f)))).Where(t => t.Item2 is not null)];
        return tables.Any(t => t.Part == Part.Train && PhotoColumns.AreIn(t.File)) ? [.. tables.OrderBy(t => t.Part)] : [];
    }

    private static string Listed(string[] names) => string.Join(", ", names.Take(10).Select(n => $"'{n}'")) + (names.Length > 10 ? $" and {names.Length - 10} more" : "");
}
