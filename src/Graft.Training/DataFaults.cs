using Graft.Data;
using Graft.Data.Checks;

namespace Graft.Training;

/// <summary>The checks of data that every training makes, as remarks.</summary>
internal static class DataFaults
{
    // What these say is told by the feature extraction, of every file, or by the scores.
    private static readonly string[] ToldElsewhere = [CheckNames.Unreadable, CheckNames.WrongExtension, CheckNames.NotScored];

    /// <summary>The warnings and errors of what the fast checks found, each under the first file that it is about.</summary>
    public static IReadOnlyList<Notice> Of(DataReport report) => [.. report.Findings
        .Where(f => f.Severity > Severity.Note && !ToldElsewhere.Contains(f.Check))
        .Select(f => new Notice(f.Places[0], f.Places.Count > 1 ? $"{f.Message} (with {string.Join(", ", f.Places.Skip(1).Take(3))}{(f.Places.Count > 4 ? ", ..." : "")})" : f.Message))];
}
