using System.Text;
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
    /// <exception cref="GraftException">The place is one of the originals, or can't be written.</exception>
    public static Cleaning Write(ExampleSet set, DataReport report, string path)
    {
        string full = Path.GetFullPath(path);
        if (full == Path.GetFullPath(set.Source) || set.Examples.Any(e => Path.GetFullPath(e.Path) == full)) throw new GraftException($"'{path}' is one of the originals, which stay as they are. Choose another place for the cleaned manifest.");
        Dictionary<string, Example> byPath = set.Examples.ToDictionary(e => e.Path, StringComparer.Ordinal);
        Dictionary<string, string> removed = Removed(byPath, report), groups = Groups(report);
        Dictionary<string, string> spelling = LabelChecks.Spellings(set.Examples.Select(e => e.Label));
        Example[] kept = [.. set.Examples.Where(e => !removed.ContainsKey(e.Path)).Select(e => e with { Label = spelling[e.Label], Group = groups.GetValueOrDefault(e.Path, e.Group!) })];
        AtomicFile.Write(full, Encoding.UTF8.GetBytes(Csv(kept, Path.GetDirectoryName(full)!)));
        return new(kept.Length, [.. removed.Select(r => new Notice(r.Key, r.Value))], kept.Count(e => byPath[e.Path].Label != e.Label), kept.Count(e => groups.ContainsKey(e.Path)));
    }

    private static Dictionary<string, string> Removed(Dictionary<string, Example> byPath, DataReport report)
    {
        Dictionary<string, string> removed = new(StringComparer.Ordinal);
        void Remove(IEnumerable<string> places, string why)
        {
            foreach (string place in places.Where(byPath.ContainsKey)) removed.TryAdd(place, why);
        }

        foreach (Finding f in report.Findings.Where(f => f.Check is CheckNames.Unreadable or CheckNames.Blank or CheckNames.ContradictoryLabels)) Remove(f.Places, f.Check);
        foreach (Finding f in report.Findings.Where(f => f.Check is CheckNames.ExactDuplicate or CheckNames.Leak))
            Remove(f.Places.Where(p => !removed.ContainsKey(p)).OrderByDescending(p => byPath[p].Part).ThenBy(p => p, StringComparer.Ordinal).Skip(1), f.Check);
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
}
