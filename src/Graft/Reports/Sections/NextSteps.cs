namespace Graft.Reports.Sections;

/// <summary>What to try next.</summary>
internal sealed class NextSteps : Section
{
    public override string Title => "What to try next";

    public override bool AppliesTo(ReportInput input) => Advice.Of(input).Any();

    public override Html Body(ReportInput input, ExampleView view) =>
        Html.Of($"<ol>{Advice.Of(input).Select(a => Html.Of($"<li>{a}</li>"))}</ol>");
}
