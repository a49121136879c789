using Graft.Reports.Plots;

namespace Graft.Reports.Sections;

/// <summary>The features in two dimensions: what the model finds alike lies together.</summary>
internal sealed class Maps : Section
{
    /// <summary>Points of one map; of more, every so many-th is shown.</summary>
    private const int Most = 1500;

    public override string Title => "Feature map";

    public override bool AppliesTo(ReportInput input) => input.Maps.Count > 0;

    public override Html Body(ReportInput input, ExampleView view) => Html.Of($"""
        <p>Each mark is one {view.Noun}; what the backbone finds alike lies together. A mark among those of another class is hard, or labelled wrongly. Two dimensions can't show all: classes that overlap here may still be told apart.</p>
        <div class="plots">{input.Maps.Select(m => Drawing(m, input, view))}</div>
        """);

    private static Html Drawing(FeatureMap map, ReportInput input, ExampleView view)
    {
        int step = Math.Max(1, (map.Points.Count + Most - 1) / Most);
        MapPoint[] points = [.. map.Points.Where((_, i) => i % step == 0)];
        string which = points.Length < map.Points.Count ? $"{points.Length} of {view.Count(map.Points.Count)}" : view.Count(points.Length);
        Plot plot = new($"{map.Name} of the features of {which}", Axis.Around("", points.Select(p => p.X)), Axis.Around("", points.Select(p => p.Y)));
        foreach (MapPoint p in points) plot.Point(p.X, p.Y, $"{input.Classes[p.Label]}: {view.NameOf(p.Input)} ({p.Part})", p.Label);
        foreach (int k in points.Select(p => p.Label).Distinct().Order()) plot.Name(input.Classes[k], k);
        return plot.ToHtml();
    }
}
