using Graft.Reports.Plots;

namespace Graft.Reports.Sections;

/// <summary>What was followed while training.</summary>
internal sealed class Training : Section
{
    public override string Title => "Training";

    public override bool AppliesTo(ReportInput input) => input.Curves.Count > 0;

    public override Html Body(ReportInput input, ExampleView view) =>
        Html.Of($"<div class=\"plots\">{input.Curves.GroupBy(c => c.Name.Split(' ')[^1]).Select(g => Drawing(g.Key, [.. g]))}</div>");

    /// <summary>Curves whose names end alike, such as 'training loss' and 'validation loss', share a drawing.</summary>
    private static Html Drawing(string measure, TrainingCurve[] curves)
    {
        Plot plot = new($"{measure} while training", Axis.Around("epoch", curves.SelectMany(c => c.Steps)), Axis.Around(measure, curves.SelectMany(c => c.Values)));
        foreach ((int series, TrainingCurve curve) in curves.Index()) plot.Line(curve.Name, curve.Steps.Zip(curve.Values), series);
        return plot.ToHtml();
    }
}
