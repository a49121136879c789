using Graft.Evaluation;

namespace Graft.Reports.Sections;

/// <summary>The confusion matrix; each cell opens the examples behind it.</summary>
internal sealed class Confusion : Section
{
    /// <summary>Beyond this a matrix can't be read; the pairs remain.</summary>
    private const int MostClasses = 40;

    /// <summary>Examples in all cells of a part together.</summary>
    private const int MostExamples = 220;

    public override string Title => "Confusion";

    public override bool AppliesTo(ReportInput input) => input.Parts.Any(p => p.Metrics is ClassificationMetrics);

    public override Html Body(ReportInput input, ExampleView view)
    {
        Html how = Html.Of($"<p>Rows are true classes, columns predicted ones. A number opens the {view.Noun}s behind it, those of which the model was surest first.</p>");
        return Html.Of($"{how}{input.Parts.Index().Where(p => p.Item.Metrics is ClassificationMetrics).Select(p => Part(p.Index, p.Item, view))}");
    }

    private static Html Part(int index, ScoredPart part, ExampleView view)
    {
        ClassificationMetrics metrics = (ClassificationMetrics)part.Metrics;
        Cell[] cells = [.. Cells(part, metrics)];
        Dictionary<(int, int), Cell> opened = part.Examples.Count == 0 ? [] : cells.ToDictionary(c => (c.True, c.Predicted));
        Html matrix = metrics.PerClass.Count <= MostClasses ? Matrix(index, part.Name, metrics, opened, view) : Html.Empty;
        int each = Math.Clamp(MostExamples / Math.Max(1, cells.Length), 1, 16);
        return Html.Of($"<h3>{part.Name}</h3>{matrix}{Pairs(index, metrics, opened, view)}{opened.Values.Select(c => Panel(index, c, metrics, each, view))}");
    }

    private static IEnumerable<Cell> Cells(ScoredPart part, ClassificationMetrics metrics)
    {
        bool all = metrics.PerClass.Count <= MostClasses;
        return part.Examples.GroupBy(e => (e.Label, e.Predicted)).Where(g => all || g.Key.Label != g.Key.Predicted)
            .Select(g => new Cell(g.Key.Label, g.Key.Predicted, [.. g.OrderByDescending(e => e.Confidence)]));
    }

    private static Html Matrix(int index, string part, ClassificationMetrics metrics, Dictionary<(int, int), Cell> opened, ExampleView view)
    {
        IEnumerable<Html> heads = metrics.PerClass.Select(c => Html.Of($"<th scope=\"col\"><span>{c.Label}</span></th>"));
        IEnumerable<Html> rows = metrics.ConfusionMatrix.Select((row, t) =>
            Html.Of($"<tr><th scope=\"row\">{metrics.PerClass[t].Label}</th>{row.Select((n, p) => Entry(index, t, p, n, Math.Max(1, row.Sum()), metrics, opened, view))}</tr>"));
        return Html.Of($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"confusion matrix, {part}\"><table class=\"matrix\"><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>");
    }

    private static Html Entry(int index, int t, int p, int count, int ofClass, ClassificationMetrics metrics, Dictionary<(int, int), Cell> opened, ExampleView view)
    {
        if (count == 0) return Html.Of($"<td class=\"zero\">0</td>");
        string name = $"{view.Count(count)} of {metrics.PerClass[t].Label} predicted as {metrics.PerClass[p].Label}";
        Html content = opened.ContainsKey((t, p)) ? Html.Of($"<button type=\"button\" popovertarget=\"m{index}-{t}-{p}\" aria-label=\"{name}\">{count}</button>") : Html.Of($"{count}");
        return Html.Of($"<td class=\"{(t == p ? "hit" : "miss")}\" style=\"--share:{(double)count / ofClass:F3}\">{content}</td>");
    }

    private static Html Pairs(int index, ClassificationMetrics metrics, Dictionary<(int, int), Cell> opened, ExampleView view)
    {
        ConfusedPair[] pairs = [.. ConfusedPair.Of(metrics).Take(10)];
        if (pairs.Length == 0) return Html.Of($"<p class=\"good\">No mistakes.</p>");
        string[] labels = [.. metrics.PerClass.Select(c => c.Label)];
        IEnumerable<Html> rows = pairs.Select(pair =>
        {
            (int t, int p) = (Array.IndexOf(labels, pair.True), Array.IndexOf(labels, pair.Predicted));
            Html look = opened.ContainsKey((t, p)) ? Html.Of($" <button type=\"button\" popovertarget=\"m{index}-{t}-{p}\" aria-label=\"show {pair.True} predicted as {pair.Predicted}\">show</button>") : Html.Empty;
            return Html.Of($"<li><bdi>{pair.True}</bdi> taken for <bdi>{pair.Predicted}</bdi>: {view.Count(pair.Count)}{look}</li>");
        });
        return Html.Of($"<h4>Most confused pairs</h4><ol class=\"pairs\">{rows}</ol>");
    }

    private static Html Panel(int index, Cell cell, ClassificationMetrics metrics, int each, ExampleView view)
    {
        (string t, string p) = (metrics.PerClass[cell.True].Label, metrics.PerClass[cell.Predicted].Label);
        string id = $"m{index}-{cell.True}-{cell.Predicted}";
        string more = cell.Examples.Count > each ? $", {each} of them here" : "";
        IEnumerable<Html> figures = cell.Examples.Take(each).Select(e => view.Figure(e.Input, Html.Of($"{PlainWords.Percent(e.Confidence)} sure")));
        return Html.Of($"""
            <div id="{id}" popover role="dialog" aria-labelledby="{id}-title"><p id="{id}-title" class="panel-title"><strong><bdi>{t}</bdi> predicted as <bdi>{p}</bdi></strong>: {view.Count(cell.Examples.Count)}{more}</p>
            <button type="button" class="close" popovertarget="{id}" popovertargetaction="hide">Close</button><div class="gallery">{figures}</div></div>
            """);
    }

    private sealed record Cell(int True, int Predicted, IReadOnlyList<ScoredExample> Examples);
}
