using System.Text.Json.Nodes;

namespace Graft.Reports.Sections;

/// <summary>What determines the run, where it ran, and what it cost.</summary>
internal sealed class RecipeAndEnvironment : Section
{
    /// <summary>A busy core of a laptop takes about 5 watts, of a server about 15.</summary>
    private const double WattsPerCore = 10;

    public override string Title => "Recipe, environment and cost";

    public override bool AppliesTo(ReportInput input) => true;

    public override Html Body(ReportInput input, ExampleView view)
    {
        Html recipe = input.Recipe is null ? Html.Empty : Html.Of($"<h3>Recipe</h3>{Table("recipe", Flat(input.Recipe, ""))}");
        Html facts = input.Facts.Count == 0 ? Html.Empty : Html.Of($"<h3>Model</h3>{Table("model", input.Facts.Select(f => (f.Key, f.Value)))}");
        return Html.Of($"{recipe}{facts}<h3>Environment</h3>{Table("environment", ReportEnvironment.Facts())}{Cost(input)}");
    }

    private static Html Cost(ReportInput input)
    {
        if (input.Seconds.Count == 0) return Html.Empty;
        IEnumerable<(string, string)> phases = input.Seconds.Select(s => (s.Key, FormattableString.Invariant($"{s.Value:F1} s"))).Append(("together", FormattableString.Invariant($"{input.Seconds.Values.Sum():F1} s")));
        return Html.Of($"<h3>Time and energy</h3>{Table("time", phases)}{(input.ProcessorTime is { } busy ? Energy(busy) : Html.Empty)}");
    }

    private static Html Energy(TimeSpan busy) => Html.Of($"""
        <p>About {busy.TotalSeconds * WattsPerCore / 3600:G2} Wh. This is an estimate: the cores were busy for {busy.TotalSeconds:F0} seconds together, taken as {WattsPerCore:F0} watts a core (5 on a laptop, 15 on a server are usual). No meter was read; memory, disk and cooling are not in it.</p>
        """);

    private static IEnumerable<(string, string)> Flat(JsonObject json, string before) => json.SelectMany(p => p.Value is JsonObject inner ? Flat(inner, $"{before}{p.Key}.") : [($"{before}{p.Key}", p.Value?.ToString() ?? "–")]);

    private static Html Table(string name, IEnumerable<(string Key, string Value)> rows) =>
        Html.Of($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"table: {name}\"><table class=\"facts\"><tbody>{rows.Select(r => Html.Of($"<tr><th scope=\"row\">{r.Key}</th><td>{r.Value}</td></tr>"))}</tbody></table></div>");
}
