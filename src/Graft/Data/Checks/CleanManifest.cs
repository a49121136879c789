using System.Text;
using Graft.Data.Texts;
using nietras.SeparatedValues;

namespace Graft.Data.Checks;

/// <summary>What a cleaned manifest leaves out of the data, and why.</summary>
/// <param name="Kept">Examples in it.</param>
/// <param name="Removed">Examples that it leaves out.</param>
/// <param name="Renamed">Examples whose label it writes like the others'.</param>
/// <param name="Grouped">Near duplicates that it keeps together in one part.</param>
public sealed record Cleaning(int Kept, IReadOnlyList<Notice> Removed, int Renamed, int Grouped);

/// <summary>
/// Writes a CSV file of path, label and partition without what a check found wrong; no original is touched. Left out are: unreadable and blank photos; all of a set of duplicates
/// whose labels contradict; of other duplicates all but one, the one for the test before others, so that scores stay comparable. Near duplicates in data without parts stay, as a group.
/// </summary>
public static class CleanManifest
{
    /// <summary>Writes it.</summary>
    /// <param name="set">The data.</param>
    /// <param name="report">What the check of them found.</param>
    /// <param name="path">The file; paths within are relative to its folder.</param>
    /// <exception cref="GraftException">The photos are for another task than classification, or the place is one of the originals, or can't be written.</exception>
    public static Cleaning Write(ExampleSet set, DataReport report, string path)
    {
        if (set.Task != TextTask.Classification) throw new GraftException($"Expected photos to classify, which can be cleaned, found the task {set.Task.Name()}.");
        string full = NoOriginal(path, set.Examples.Select(e => e.Path).Append(set.Source));
        Dictionary<string, Example> byPath = set.Examples.ToDictionary(e => e.Path, StringComparer.Ordinal);
        Dictionary<string, string> removed = Removed(byPath.ToDictionary(p => p.Key, p => p.Value.Part), report), groups = Groups(report);
        Dictionary<string, string> spelling = LabelChecks.Spellings(set.Examples.Select(e => e.Label));
        Example[] kept = [.. set.Examples.Where(e => !removed.ContainsKey(e.Path)).Select(e => e with { Label = spelling[e.Label], Group = groups.GetValueOrDefault(e.Path, e.Group!) })];
        AtomicFile.Write(full, Encoding.UTF8.GetBytes(Csv(kept, Path.GetDirectoryName(full)!)));
        return new(kept.Length, [.. removed.Select(r => new Notice(r.Key, r.Value))], kept.Count(e => byPath[e.Path].Label != e.Label), kept.Count(e => groups.ContainsKey(e.Path)));
    }

    /// <summary>The same for texts: a CSV file with the columns that the texts came in (text, pair, label) and the partition. For classification.</summary>
    /// <param name="set">The texts.</param>
    /// <param name="report">What the check of them found.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="GraftException">The texts are for another task, or the place is one of the originals, or can't be written.</exception>
    public static Cleaning Write(TextSet set, DataReport report, string path)
    {
        if (set.Task != TextTask.Classification) throw new GraftException($"Expected texts to classify, which can be cleaned, found the task {set.Task.Name()}.");
        string full = NoOriginal(path, set.Examples.Select(e => e.Place[..Math.Max(0, e.Place.LastIndexOf(':'))]).Distinct().Append(set.Source));
        Dictionary<string, string> removed = Removed(set.Examples.ToDictionary(e => e.Place, e => e.Part), report), spelling = LabelChecks.Spellings(set.Examples.Select(e => e.Labels[0]));
        TextExample[] kept = [.. set.Examples.Where(e => !removed.ContainsKey(e.Place))];
        AtomicFile.Write(full, Encoding.UTF8.GetBytes(Csv(kept, set.Columns!, spelling)));
        return new(kept.Length, [.. removed.Select(r => new Notice(r.Key, r.Value))], kept.Count(e => spelling[e.Labels[0]] != e.Labels[0]), 0);
    }

    private static string NoOriginal(string path, IEnumerable<string> originals)
    {
        string full = Path.GetFullPath(path);
        return originals.All(o => Path.GetFullPath(o) != full) ? full : throw new GraftException($"'{path}' is one of the originals, which stay as they are. Choose another place for the cleaned manifest.");
    }

    private static Dictionary<string, string> Removed(Dictionary<string, Part?> parts, DataReport report)
    {
        Dictionary<string, string> removed = new(StringComparer.Ordinal);
        void Remove(IEnumerable<string> places, string why)
        {
            foreach (string place in places.Where(parts.ContainsKey)) removed.TryAdd(place, why);
        }

        foreach (Finding f in report.Findings.Where(f => f.Check is CheckNames.Unreadable or CheckNames.Blank or CheckNames.EmptyText or CheckNames.ContradictoryLabels)) Remove(f.Places, f.Check);
        foreach (Finding f in report.Findings.Where(f => f.Check is CheckNames.ExactDuplicate or CheckNames.Leak))
            Remove(f.Places.Where(p => !removed.ContainsKey(p)).OrderByDescending(p => parts[p]).ThenBy(p => p, StringComparer.Ordinal).Skip(1), f.Check);
        return removed;
    }

    private static Dictionary<string, string> Groups(DataReport report) => report.Findings.Where(f => f.Check == CheckNames.NearDuplicate)
        .SelectMany((f, i) => f.Places.Select(p => KeyValuePair.Create(p, $"duplicates {i + 1}"))).DistinctBy(p => p.Key).ToDictionary(StringComparer.Ordinal);

    private static string Csv(Example[] examples, string folder)
    {
        bool grouped = examples.Any(e => e.Group is not null);
        using SepWriter writer = Sep.New(',').Writer(o => o with { Escape = true }).ToText();
        foreach (Example e in examples)
        {
            using SepWriter.Row row = writer.NewRow();
            row["path"].Set(Path.GetRelativePath(folder, Path.GetFullPath(e.Path)).Replace('\\', '/'));
            row["label"].Set(e.Label);
            row["partition"].Set(e.Part?.Name() ?? "");
            if (grouped) row["group"].Set(e.Group ?? "");
        }
        return writer.ToString();
    }

    private static string Csv(TextExample[] examples, TextColumns columns, Dictionary<string, string> spelling)
    {
        using SepWriter writer = Sep.New(',').Writer(o => o with { Escape = true }).ToText();
        foreach (TextExample e in examples)
        {
            using SepWriter.Row row = writer.NewRow();
            row[columns.Text].Set(e.Text);
            if (columns.Pair is not null) row[columns.Pair].Set(e.Pair ?? "");
            row[columns.Label!].Set(spelling[e.Labels[0]]);
            row["partition"].Set(e.Part?.Name() ?? "");
            if (columns.Group is not null) row[columns.Group].Set(e.Group ?? "");
        }
        return writer.ToString();
    }
}
