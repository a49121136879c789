using Graft.Data;
using Graft.Data.Checks;

namespace Graft.Reports.Sections;

/// <summary>What was found in the data, every file by name.</summary>
internal sealed class DataChecks : Section
{
    private const int Most = 200, Pictures = 8;

    public override string Title => "Data checks";

    public override bool AppliesTo(ReportInput input) => true;

    public override Html Body(ReportInput input, ExampleView view)
    {
        Html[] parts = [.. Findings(input, view), .. Notices("Left out", input.Skipped, view), .. Notices("Used, but worth a look", input.Remarks, view)];
        Html nothing = Html.Of($"<p class=\"good\">{(input.Findings is null ? "Every file could be read, and is what its name says." : "Nothing was found.")}</p>");
        return Html.Of($"{(parts.Length == 0 ? nothing : Html.Join(parts))}{Counts(input, view)}");
    }

    private static IEnumerable<Html> Findings(ReportInput input, ExampleView view) => (input.Findings ?? []).GroupBy(f => f.Check).OrderByDescending(g => g.Max(f => f.Severity)).Select(g => Html.Of($"""
        <details{(g.Any(f => f.Severity == Severity.Error) ? Html.Of($" open") : Html.Empty)}><summary>{Name(g.Key)}: {g.Count()}</summary>
        <div class="gallery">{g.Take(Pictures).SelectMany(f => f.Places.Take(2)).Select(i => view.Figure(i, Html.Of($"{view.NameOf(i)}")))}</div>
        <ul>{g.Take(Most).Select(f => Html.Of($"<li>{f.Message}</li>"))}</ul>{More(g.Count())}</details>
        """));

    /// <summary>A check in words: 'near duplicate'.</summary>
    public static string Name(string check) => check.Replace('_', ' ');

    private static IEnumerable<Html> Notices(string what, IReadOnlyList<Notice> notices, ExampleView view)
    {
        if (notices.Count > 0)
            yield return Html.Of($"<details><summary>{what}: {notices.Count}</summary><ul>{notices.Take(Most).Select(n => Html.Of($"<li><code>{view.NameOf(n.Path)}</code>: {n.Reason}</li>"))}</ul>{More(notices.Count)}</details>");
    }

    private static Html More(int count) => count > Most ? Html.Of($"<p>… and {count - Most} more</p>") : Html.Empty;

    private static Html Counts(ReportInput input, ExampleView view)
    {
        if (input.TrainingCounts.Count == 0) return Html.Empty;
        int most = Math.Max(1, input.TrainingCounts.Max());
        IEnumerable<Html> rows = input.Classes.Zip(input.TrainingCounts, (label, n) => Html.Of($"<tr><th scope=\"row\">{label}</th><td class=\"number meter\" style=\"--share:{(double)n / most:F3}\">{n}</td></tr>"));
        return Html.Of($"<details><summary>Training {view.Noun}s of each class</summary><table><thead><tr><th scope=\"col\">class</th><th scope=\"col\" class=\"number\">{view.Noun}s</th></tr></thead><tbody>{rows}</tbody></table></details>");
    }
}
