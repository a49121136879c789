using Graft.Evaluation;
using Graft.Reports.Plots;

namespace Graft.Reports.Sections;

/// <summary>ROC and precision-recall curves, one class against the rest.</summary>
internal sealed class Curves : Section
{
    /// <summary>More lines than this can't be told apart; the classes of the smallest area are shown.</summary>
    private const int MostLines = 10;

    public override string Title => "Curves";

    public override bool AppliesTo(ReportInput input) => input.Parts.Any(HasCurves);

    public override Html Body(ReportInput input, ExampleView view) => Html.Join(input.Parts.Where(HasCurves).Select(Part));

    private static bool HasCurves(ScoredPart part) => part.Metrics is ClassificationMetrics && part.Examples.Count > 0;

    private static Html Part(ScoredPart part)
    {
        ClassificationMetrics metrics = (ClassificationMetrics)part.Metrics;
        int[] classes = [.. Enumerable.Range(0, metrics.PerClass.Count).Where(k => metrics.PerClass[k].RocAuc is not null).OrderBy(k => metrics.PerClass[k].AveragePrecision).Take(MostLines)];
        string which = classes.Length < metrics.PerClass.Count ? $"The {classes.Length} classes of the lowest average precision." : "Each class against the rest; the hardest first.";
        Plot roc = new Plot($"ROC, {part.Name}", Axis.Share("false positive rate"), Axis.Share("true positive rate")).Reference((0, 0), (1, 1));
        Plot precision = new($"Precision and recall, {part.Name}", Axis.Share("recall"), Axis.Share("precision"));
        foreach ((int series, int k) in classes.Index())
        {
            (float[] scores, bool[] positive) = Against(part, k);
            RocCurve r = RocCurve.Of(scores, positive)!;
            PrecisionRecallCurve p = PrecisionRecallCurve.Of(scores, positive)!;
            roc.Line(FormattableString.Invariant($"{metrics.PerClass[k].Label}: {r.Area:F3}"), r.FalsePositiveRate.Zip(r.TruePositiveRate), series);
            precision.Line(FormattableString.Invariant($"{metrics.PerClass[k].Label}: {p.AveragePrecision:F3}"), p.Recall.Zip(p.Precision), series);
        }
        return Html.Of($"<h3>{part.Name}</h3><p>{which} The number behind a class is the area under its curve.</p><div class=\"plots\">{roc.ToHtml()}{precision.ToHtml()}</div>");
    }

    private static (float[] Scores, bool[] Positive) Against(ScoredPart part, int k) =>
        ([.. part.Examples.Select(e => e.Probabilities[k])], [.. part.Examples.Select(e => e.Label == k)]);
}
