namespace Graft.Reports.Sections;

/// <summary>The mistakes of the highest loss, each with the training examples that the model finds most alike.</summary>
internal sealed class Errors : Section
{
    private const int Most = 24;

    public override string Title => "Mistakes";

    public override bool AppliesTo(ReportInput input) => input.Parts.Any(p => p.Examples.Any(e => !e.IsRight));

    public override Html Body(ReportInput input, ExampleView view) => Html.Join(input.Parts.Where(p => p.Examples.Any(e => !e.IsRight)).Select(p => Part(p, input, view)));

    private static Html Part(ScoredPart part, ReportInput input, ExampleView view)
    {
        ScoredExample[] errors = [.. part.Examples.Where(e => !e.IsRight).OrderBy(e => e.Probabilities[e.Label])];
        string which = errors.Length > Most ? $"{view.Count(errors.Length)} were taken for something else; here are the {Most} whose true class got the lowest probability." : $"{view.Count(errors.Length)} were taken for something else, the lowest probability of the true class first.";
        return Html.Of($"<h3>{part.Name}</h3><p>{which}</p><ul class=\"errors\">{errors.Take(Most).Select(e => Error(e, input, view))}</ul>");
    }

    private static Html Error(ScoredExample e, ReportInput input, ExampleView view)
    {
        Html caption = Html.Of($"<bdi>{input.Classes[e.Label]}</bdi> taken for <strong><bdi>{input.Classes[e.Predicted]}</bdi></strong> ({PlainWords.Percent(e.Confidence)}; true class {PlainWords.Percent(e.Probabilities[e.Label])})");
        Html near = e.Neighbours.Count == 0 ? Html.Empty
            : Html.Of($"<div class=\"near\"><p>Nearest in training</p><div class=\"gallery\">{e.Neighbours.Select(n => view.Figure(n.Input, Html.Of($"<bdi>{input.Classes[n.Label]}</bdi>, {n.Similarity:F2}")))}</div></div>");
        return Html.Of($"<li>{view.Figure(e.Input, caption)}<p class=\"name\">{view.NameOf(e.Input)}</p>{near}</li>");
    }
}
