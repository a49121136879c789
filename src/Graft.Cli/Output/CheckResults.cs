using Graft.Data.Checks;

namespace Graft.Cli.Output;

/// <summary>What a check of data found: a table, or JSON with every place.</summary>
internal static class CheckResults
{
    private const int ShownPerCheck = 10, ShownPlaces = 3;

    public static string Json(DataReport report) => ResultJson.Of(report);

    public static void Print(DataReport report)
    {
        if (report.Findings.Count > 0) Results.Table(["severity", "check", "what", "where"], report.Findings.GroupBy(f => (f.Severity, f.Check)).SelectMany(g => Rows([.. g], report.Source)));
        int Of(Severity severity) => report.Findings.Count(f => f.Severity == severity);
        Console.Out.WriteLine($"{Results.Text(report.Count)} examples of {Results.Text(report.Classes.Count)} classes: {Of(Severity.Error)} errors, {Of(Severity.Warning)} warnings, {Of(Severity.Note)} notes");
    }

    public static void Print(Cleaning cleaning, string path)
    {
        Results.Notices(cleaning.Removed, "left out of the manifest");
        Console.Error.WriteLine($"{path}: {cleaning.Kept} examples kept, {cleaning.Removed.Count} left out, {cleaning.Renamed} labels respelled, {cleaning.Grouped} kept together as near duplicates");
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(Finding[] findings, string source)
    {
        foreach (Finding f in findings.Take(ShownPerCheck)) yield return [Name(f), f.Check, f.Message, Places(f.Places, source)];
        if (findings.Length > ShownPerCheck) yield return [Name(findings[0]), findings[0].Check, $"... and {findings.Length - ShownPerCheck} more; --json shows all", ""];
    }

    private static string Name(Finding finding) => finding.Severity.ToString().ToLowerInvariant();

    private static string Places(IReadOnlyList<string> places, string source) => string.Join(", ", places.Take(ShownPlaces).Select(p => Short(p, source))) + (places.Count > ShownPlaces ? $" and {places.Count - ShownPlaces} more" : "");

    private static string Short(string place, string source) => place.StartsWith(source + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? place[(source.Length + 1)..] : place;
}
