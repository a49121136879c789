using Graft.Evaluation;
using Graft.Reports.Plots;

namespace Graft.Reports.Sections;

/// <summary>Whether probabilities can be taken at their word.</summary>
internal sealed class Calibration : Section
{
    private const int Bins = 15;

    public override string Title => "Calibration";

    public override bool AppliesTo(ReportInput input) => input.Parts.Any(p => p.Metrics is ClassificationMetrics);

    public override Html Body(ReportInput input, ExampleView view)
    {
        IEnumerable<Html> plots = input.Parts.SelectMany(Versions).Select(v => Diagram(v.Name, v.Metrics, view));
        Html remark = input.CalibrationRemark is string why ? Html.Of($"<p>{why}</p>") : Html.Empty;
        return Html.Of($"{remark}<p>Among {view.Noun}s of which the model is 80 % sure, 80 % should be right: bars at the dashed line. Bars below it mean that the model is too sure.</p><div class=\"plots\">{plots}</div>");
    }

    private static IEnumerable<(string Name, ClassificationMetrics Metrics)> Versions(ScoredPart part)
    {
        if (part.BeforeCalibration is ClassificationMetrics before) yield return ($"{part.Name}, before calibration", before);
        if (part.Metrics is ClassificationMetrics metrics) yield return (part.BeforeCalibration is null ? part.Name : $"{part.Name}, calibrated", metrics);
    }

    private static Html Diagram(string name, ClassificationMetrics metrics, ExampleView view)
    {
        string title = FormattableString.Invariant($"Reliability, {name}: calibration error {metrics.Ece:F3}");
        Plot plot = new(title, Axis.Share("probability of the predicted class"), Axis.Share("share that is right"));
        foreach (ReliabilityBin b in metrics.Reliability)
            plot.Bar((double)b.Bin / Bins, (b.Bin + 1.0) / Bins, b.Accuracy, $"{view.Count(b.Count)}: {PlainWords.Percent(b.Confidence)} sure, {PlainWords.Percent(b.Accuracy)} right", 0);
        IEnumerable<Html> rows = metrics.Reliability.Select(b => Html.Of($"<tr><td class=\"number\">{(double)b.Bin / Bins:F2} to {(b.Bin + 1.0) / Bins:F2}</td><td class=\"number\">{b.Count}</td><td class=\"number\">{b.Confidence:F3}</td><td class=\"number\">{b.Accuracy:F3}</td></tr>"));
        return Html.Of($"""
            <div>{plot.Reference((0, 0), (1, 1)).ToHtml()}<details><summary>As a table ({name})</summary><table><thead><tr><th scope="col" class="number">probability</th><th scope="col" class="number">{view.Noun}s</th><th scope="col" class="number">mean</th><th scope="col" class="number">right</th></tr></thead><tbody>{rows}</tbody></table></details></div>
            """);
    }
}
