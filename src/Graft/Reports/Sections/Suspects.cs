namespace Graft.Reports.Sections;

/// <summary>Training examples whose label is likely wrong.</summary>
internal sealed class Suspects : Section
{
    private const int Most = 24;

    public override string Title => "Suspected labels";

    public override bool AppliesTo(ReportInput input) => input.Suspects.Count > 0;

    public override Html Body(ReportInput input, ExampleView view)
    {
        string some = input.Suspects.Count > Most ? $" Here are the {Most} most suspect; metrics.json names all." : "";
        Html how = Html.Of($"<p>By models that have not seen them, {view.Count(input.Suspects.Count)} used for training likely carry a wrong label (confident learning).{some} Look at them before you train again.</p>");
        return Html.Of($"{how}<ul class=\"errors\">{input.Suspects.Take(Most).Select(s => Item(s, view))}</ul>");
    }

    private static Html Item(SuspectedLabel s, ExampleView view) =>
        Html.Of($"<li>{view.Figure(s.Input, Html.Of($"labelled <bdi>{s.Label}</bdi>, but looks like <strong><bdi>{s.Suggested}</bdi></strong> (its own label: {PlainWords.Percent(s.Quality)})"))}</li>");
}
