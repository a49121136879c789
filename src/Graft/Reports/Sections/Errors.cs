namespace Graft.Reports.Sections;

/// <summary>The mistakes of the highest loss, each with the training examples that the model finds most alike.</summary>
internal sealed class Errors : Section
{
    private const int Most = 24;

    /// <summary>The mistakes of a part that are shown: the lowest probability of the true class first.</summary>
    public static IReadOnlyList<ScoredExample> Shown(ScoredPart part) => [.. part.Examples.Where(e => !e.IsRight).OrderBy(e => e.Probabilities[e.Label]).Take(Most)];

    public override string Title => "Mistakes";

    public override bool AppliesTo(ReportInput input) => input.Parts.Any(p => p.Examples.Any(e => !e.IsRight));

    public override Html Body(ReportInput input, ExampleView view) => Html.Join(input.Parts.Where(p => p.Examples.Any(e => !e.IsRight)).Select(p => Part(p, input, view)));

    private static Html Part(ScoredPart part, ReportInput input, ExampleView view)
    {
        IReadOnlyList<ScoredExample> shown = Shown(part);
        int errors = part.Examples.Count(e => !e.IsRight);
        string which = errors > Most ? $"{view.Count(errors)} were taken for something else; here are the {Most} whose true class got the lowest probability." : $"{view.Count(errors)} were taken for something else, the lowest probability of the true class first.";
        string rests = shown.Any(e => e.HeatMap is not null) ? " Red is what the answer rests on (Grad-CAM); what the network did not see is dark."
            : shown.Any(e => e.Words is not null) ? " Red words speak for the class that was answered, blue ones against it." : "";
        return Html.Of($"<h3>{part.Name}</h3><p>{which}{rests}</p><ul class=\"errors\">{shown.Select(e => Error(e, input, view))}</ul>");
    }

    private static Html Error(ScoredExample e, ReportInput input, ExampleView view)
    {
        Html caption = Html.Of($"<bdi>{input.Classes[e.Label]}</bdi> taken for <strong><bdi>{input.Classes[e.Predicted]}</bdi></strong> ({PlainWords.Percent(e.Confidence)}; true class {PlainWords.Percent(e.Probabilities[e.Label])})");
        Html near = e.Neighbours.Count == 0 ? Html.Empty
            : Html.Of($"<div class=\"near\"><p>Nearest in training</p><div class=\"gallery\">{e.Neighbours.Select(n => view.Figure(n.Input, Html.Of($"<bdi>{input.Classes[n.Label]}</bdi>, {n.Similarity:F2}")))}</div></div>");
        return Html.Of($"<li>{view.Explained(e, caption)}{(input.Kind == InputKind.Photo ? Html.Of($"<p class=\"name\">{view.NameOf(e.Input)}</p>") : Html.Empty)}{near}</li>");
    }
}
