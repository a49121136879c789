namespace Graft.Data;

/// <summary>The one door to labelled photos.</summary>
public static class ExampleSets
{
    /// <summary>Lists a folder of class folders (with or without train, validation and test folders above them), or a CSV or TSV file of path and label.</summary>
    /// <exception cref="GraftException">Nothing is there, no photos, one class only, or a class that only validation or test know.</exception>
    public static ExampleSet Open(string path)
    {
        if (Directory.Exists(path)) return PhotoFolder.Open(Path.GetFullPath(path));
        if (!File.Exists(path)) throw new GraftException($"There is no folder or file '{path}'. Give a folder with one sub-folder of photos per class, or a CSV file with the columns path and label.");
        string extension = Path.GetExtension(path).ToUpperInvariant();
        return extension is ".CSV" or ".TSV" ? PhotoTable.Open(path)
            : throw new GraftException($"'{path}' is neither a folder nor a .csv or .tsv file. Give a folder with one sub-folder of photos per class, or a CSV file with the columns path and label.");
    }

    internal static ExampleSet Checked(string source, List<Example> examples, List<Notice> notices, string expected)
    {
        if (examples.Count == 0) throw new GraftException($"No photos in '{source}'. {expected}");
        examples.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        string[] classes = [.. examples.Select(e => e.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        HashSet<string> learned = [.. examples.Where(e => e.Part is null or Part.Train).Select(e => e.Label)];
        string[] unknown = [.. classes.Where(c => !learned.Contains(c))];
        if (unknown.Length > 0)
            throw new GraftException($"'{source}': {Listed(unknown)} occurs in validation or test, but not in train. Add training photos of it, or take it out.");
        return new(source, examples, classes, notices);
    }

    /// <summary>Refuses what can't be learned from: fewer than two classes, or a class with one training photo.</summary>
    internal static void RequireLearnable(ExampleSet set)
    {
        if (set.Classes.Count < 2)
            throw new GraftException($"'{set.Source}': expected at least 2 classes, found one: '{set.Classes[0]}'. A classifier needs something to tell apart: add a folder of other photos.");
        string[] lonely = [.. set.Examples.Where(e => e.Part is null or Part.Train).GroupBy(e => e.Label).Where(g => g.Count() < 2).Select(g => g.Key).Order(StringComparer.Ordinal)];
        if (lonely.Length > 0)
            throw new GraftException($"'{set.Source}': expected at least 2 training photos per class, found one of {Listed(lonely)}. Add photos, or take the class out.");
    }

    private static string Listed(string[] names) => string.Join(", ", names.Take(10).Select(n => $"'{n}'")) + (names.Length > 10 ? $" and {names.Length - 10} more" : "");
}
