using System.Globalization;
using Graft.Data.Checks;

namespace Graft.Benchmarks;

/// <summary>How many planted faults a check found.</summary>
internal static class Scoring
{
    private static readonly string[] Kinds = [CheckNames.Leak, CheckNames.NearDuplicate, CheckNames.ExactDuplicate, CheckNames.ContradictoryLabels];

    /// <summary>Over pairs of files by name, names being unique; pairs of the unplanted data are left out.</summary>
    public static IEnumerable<string> Duplicates(Planted planted, DataReport before, DataReport after)
    {
        HashSet<(string, string)> known = Pairs(before), found = [.. Pairs(after).Where(p => !known.Contains(p))];
        Dictionary<string, string> copyOf = planted.Copies.ToDictionary(c => Path.GetFileName(c.Copy), c => Path.GetFileName(c.Original));
        bool IsTrue((string A, string B) p) => (copyOf.GetValueOrDefault(p.A) ?? p.A) == (copyOf.GetValueOrDefault(p.B) ?? p.B)
            || known.Contains(Ordered(copyOf.GetValueOrDefault(p.A) ?? p.A, copyOf.GetValueOrDefault(p.B) ?? p.B));
        int hits = planted.Copies.Count(c => found.Contains(Ordered(Path.GetFileName(c.Original), Path.GetFileName(c.Copy)))), right = found.Count(IsTrue);
        yield return Text($"recall {(double)hits / planted.Copies.Count:F3} ({hits} of {planted.Copies.Count} copies), precision {(double)right / Math.Max(1, found.Count):F3} ({right} of {found.Count} pairs); {known.Count} pairs in the data as they are");
        foreach (var way in planted.Copies.GroupBy(c => c.How))
            yield return Text($"{way.Key}: {way.Count(c => found.Contains(Ordered(Path.GetFileName(c.Original), Path.GetFileName(c.Copy))))} of {way.Count()}");
        string[] told = [.. after.Findings.Where(f => f.Check == CheckNames.Unreadable && f.Severity == Severity.Error).SelectMany(f => f.Places)];
        yield return Text($"unreadable: {planted.Unreadable.Count(told.Contains)} of {planted.Unreadable.Count}, {told.Except(planted.Unreadable).Count()} others");
    }

    private static HashSet<(string, string)> Pairs(DataReport report) => [.. report.Findings.Where(f => Kinds.Contains(f.Check))
        .SelectMany(f => f.Places.SelectMany((a, i) => f.Places.Skip(i + 1).Select(b => Ordered(Path.GetFileName(a), Path.GetFileName(b)))))];

    private static (string, string) Ordered(string a, string b) => string.CompareOrdinal(a, b) < 0 ? (a, b) : (b, a);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
