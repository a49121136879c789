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
        ExampleView view = ExampleView.Of(InputKind.Photo);
        return Page.Of($"{comparison.Models.Count} models on {comparison.Data}", [new("Scores", Scores(comparison)), new("Differences", Tests(comparison)), new("Changed examples", Changed(comparison, view))], view);
    }

    private static Html Scores(Comparison c)
    {
        (string Name, Func<ClassificationMetrics, double> Value)[] measures =
            [("accuracy", m => m.Accuracy), ("interval, low", m => m.AccuracyInterval.Low), ("interval, high", m => m.AccuracyInterval.High), ("balanced accuracy", m => m.BalancedAccuracy), ("macro F1", m => m.MacroF1), ("log loss", m => m.LogLoss), ("calibration error", m => m.Ece)];
        IEnumerable<Html> rows = measures.Select(m => Html.Of($"<tr><th scope=\"row\">{m.Name}</th>{c.Models.Select(x => Html.Of($"<td class=\"number\">{m.Value(x.Metrics):F4}</td>"))}</tr>"));
        return Html.Of($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"table of scores\"><table><thead><tr><th scope=\"col\">measure, {c.Models[0].Metrics.Count} examples</th>{c.Models.Select(m => Html.Of($"<th scope=\"col\" class=\"number\">{Name(m)}</th>"))}</tr></thead><tbody>{rows}</tbody></table></div>");
    }

    private static Html Tests(Comparison c) => Html.Of($"<ul>{c.AgainstFirst.Zip(c.Models.Skip(1), (t, m) => Html.Of($"<li>{Sentence(t, Name(c.Models[0]), Name(m))}</li>"))}</ul>");

    /// <summary>McNemar's test in words.</summary>
    internal static string Sentence(McNemar test, string first, string other) => FormattableString.Invariant(
        $"{first} alone is right on {test.OnlyA}, {other} alone on {test.OnlyB}: {(test.ExactP < 0.05 ? "more than chance explains" : "chance may explain it")} (McNemar, exact p = {test.ExactP:F4}).");

    private static Html Changed(Comparison c, ExampleView view)
    {
        if (c.Changed.Count == 0) return Html.Of($"<p>All models answer alike.</p>");
        string which = c.Changed.Count > Most ? $"{view.Count(c.Changed.Count)} got different answers; here are {Most}." : $"{view.Count(c.Changed.Count)} got different answers.";
        IEnumerable<Html> items = c.Changed.Take(Most).Select(e => Html.Of($"<li>{view.Figure(e.Input, Html.Of($"<strong><bdi>{e.Label}</bdi></strong>, {e.Change}<ul>{e.Answers.Zip(c.Models, (a, m) => Html.Of($"<li>{Name(m)}: <bdi>{a.Label}</bdi> ({PlainWords.Percent(a.Probability)})</li>"))}</ul>"))}<p class=\"name\">{view.NameOf(e.Input)}</p></li>"));
        return Html.Of($"<p>{which} First those that {Name(c.Models[0])} alone has right.</p><ul class=\"errors\">{items}</ul>");
    }

    private static string Name(ComparedModel model) => Path.GetFileName(Path.TrimEndingDirectorySeparator(model.Bundle));
}
