namespace Graft.Reports.Sections;

/// <summary>What one must know, in plain words; warnings first.</summary>
internal sealed class Summary : Section
{
    public override string Title => "Summary";

    public override bool AppliesTo(ReportInput input) => true;

    public override Html Body(ReportInput input, ExampleView view)
    {
        string[] warnings = [.. Warnings.Of(input, view)];
        Html first = warnings.Length == 0 ? Html.Of($"<p class=\"good\">No warnings.</p>")
            : Html.Of($"<h3>Warnings</h3><ul class=\"warnings\">{warnings.Select(w => Html.Of($"<li>{w}</li>"))}</ul>");
        return Html.Of($"{first}<h3>In short</h3><ul>{PlainWords.Of(input, view).Select(w => Html.Of($"<li>{w}</li>"))}</ul>");
    }
}
