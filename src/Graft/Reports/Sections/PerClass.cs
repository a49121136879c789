using Graft.Evaluation;

namespace Graft.Reports.Sections;

/// <summary>Each class's scores.</summary>
internal sealed class PerClass : Section
{
    public override string Title => "Classes";

    public override bool AppliesTo(ReportInput input) => input.Parts.Any(p => p.Metrics is ClassificationMetrics);

    public override Html Body(ReportInput input, ExampleView view) =>
        Html.Join(input.Parts.Where(p => p.Metrics is ClassificationMetrics).Select(p => Table(p.Name, (ClassificationMetrics)p.Metrics, input, view)));

    private static Html Table(string part, ClassificationMetrics metrics, ReportInput input, ExampleView view)
    {
        bool known = input.TrainingCounts.Count == metrics.PerClass.Count;
        Html training = known ? Html.Of($"<th scope=\"col\" class=\"number\">training {view.Noun}s</th>") : Html.Empty;
        IEnumerable<Html> rows = metrics.PerClass.Select((c, k) => Html.Of($"""
            <tr><th scope="row">{c.Label}</th>{(known ? Html.Of($"<td class=\"number\">{input.TrainingCounts[k]}</td>") : Html.Empty)}<td class="number">{c.Support}</td>{Meter(c.Precision)}{Meter(c.Recall)}{Meter(c.F1)}<td class="number">{Area(c.RocAuc)}</td><td class="number">{Area(c.AveragePrecision)}</td></tr>
            """));
        return Html.Of($"""
            <h3>{part}</h3><div class="scroll" tabindex="0" role="region" aria-label="table of classes, {part}"><table><thead><tr><th scope="col">class</th>{training}<th scope="col" class="number">{view.Noun}s</th><th scope="col" class="number">precision</th><th scope="col" class="number">recall</th><th scope="col" class="number">F1</th><th scope="col" class="number">ROC area</th><th scope="col" class="number">average precision</th></tr></thead>
            <tbody>{rows}</tbody></table></div>
            """);
    }

    private static Html Meter(double share) => Html.Of($"<td class=\"number meter\" style=\"--share:{share:F3}\">{share:F3}</td>");

    private static string Area(double? area) => area?.ToString("F3", System.Globalization.CultureInfo.InvariantCulture) ?? "–";
}
