using Graft.Evaluation;

namespace Graft.Reports;

/// <summary>Models side by side as one page.</summary>
public static class ComparisonPage
{
    private const int Most = 150;

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <exception cref="GraftException">The file can't be written.</exception>
    public static void Write(string path, Comparison comparison) => Page.Write(path, Of(comparison));

    /// <summary>The page.</summary>
    public static string Of(Comparison comparison)
    {
        ExampleView view = ExampleView.Of(comparison.Kind);
        PageSection[] sections = [new("Changed examples", Changed(comparison, view)), new("Scores, time and size", Scores(comparison, view)), new("Differences", Tests(comparison))];
        return Page.Of($"{comparison.Models.Count} models on {comparison.Data}", [.. sections.Where(s => s.Body != Html.Empty)], view);
    }

    private static Html Scores(Comparison c, ExampleView view)
    {
        IEnumerable<Html> rows = ComparisonRows.Of(c).Select(r => Html.Of($"<tr><th scope=\"row\">{r.Name}</th>{r.Values.Select(v => Html.Of($"<td class=\"number\">{v}</td>"))}</tr>"));
        return Html.Of($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"table of scores\"><table><thead><tr><th scope=\"col\">{view.Count(c.Models[0].Metrics.Count)}</th>{c.Models.Select(m => Html.Of($"<th scope=\"col\" class=\"number\">{Name(m)}</th>"))}</tr></thead><tbody>{rows}</tbody></table></div>");
    }

    private static Html Tests(Comparison c) => c.AgainstFirst.Count == 0 ? Html.Empty
        : Html.Of($"<ul>{c.AgainstFirst.Zip(c.Models.Skip(1), (t, m) => Html.Of($"<li>{Sentence(t, Name(c.Models[0]), Name(m))}</li>"))}</ul>");

    /// <summary>McNemar's test in words.</summary>
    internal static string Sentence(McNemar test, string first, string other) => FormattableString.Invariant(
        $"{first} alone is right on {test.OnlyA}, {other} alone on {test.OnlyB}: {(test.ExactP < 0.05 ? "more than chance explains" : "chance may explain it")} (McNemar, exact p = {test.ExactP:F4}).");

    private static Html Changed(Comparison c, ExampleView view)
    {
        if (c.Changed.Count == 0) return Html.Of($"<p>All models answer alike.</p>");
        string which = c.Changed.Count > Most ? $"{view.Count(c.Changed.Count)} got different answers; here are {Most}." : $"{view.Count(c.Changed.Count)} got different answers.";
        return Html.Of($"<p>{which} First those on which another errs more than {Name(c.Models[0])}.</p><ul class=\"errors\">{c.Changed.Take(Most).Select(e => Item(c, e, view))}</ul>");
    }

    private static Html Item(Comparison c, ChangedExample e, ExampleView view)
    {
        IEnumerable<Html> answers = e.Answers.Zip(c.Models, (a, m) => Html.Of($"<li>{Name(m)}: <bdi>{a.Label}</bdi>{(a.Probability is double p ? $" ({PlainWords.Percent(p)})" : "")}</li>"));
        Html name = c.Kind == InputKind.Photo ? Html.Of($"<p class=\"name\">{view.NameOf(e.Input)}</p>") : Html.Empty;
        return Html.Of($"<li>{view.Figure(e.Input, Html.Of($"<strong><bdi>{e.Label}</bdi></strong>, {e.Change}<ul>{answers}</ul>"))}{name}</li>");
    }

    private static string Name(ComparedModel model) => ComparisonRows.NameOf(model);
}
