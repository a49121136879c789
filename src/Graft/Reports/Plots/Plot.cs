using System.Globalization;

namespace Graft.Reports.Plots;

/// <summary>A drawing with two axes as inline SVG. Colours come from the page, so that they fit light and dark.</summary>
internal sealed class Plot(string title, Axis across, Axis up)
{
    /// <summary>Colours and dashes that the page knows; what comes after repeats them.</summary>
    public const int Colours = 8;

    private const int Left = 52, Top = 10, PlotWidth = 340, PlotHeight = 260, Width = Left + PlotWidth + 12, Height = Top + PlotHeight + 44;

    private readonly List<Html> _marks = [];
    private readonly List<Html> _legend = [];

    /// <summary>A line through points, its middle points left out where they lie on a straight line.</summary>
    public Plot Line(string name, IEnumerable<(double X, double Y)> points, int series)
    {
        string path = string.Join(' ', Thinned([.. points]).Select(p => $"{Number(AcrossOf(p.X))},{Number(UpOf(p.Y))}"));
        _marks.Add(Html.Of($"<polyline class=\"line {Class(series)}\" points=\"{path}\"><title>{name}</title></polyline>"));
        _legend.Add(Key(name, Html.Of($"<line class=\"line {Class(series)}\" x1=\"0\" y1=\"6\" x2=\"26\" y2=\"6\"/>")));
        return this;
    }

    /// <summary>A dashed line for comparison.</summary>
    public Plot Reference((double X, double Y) from, (double X, double Y) to)
    {
        _marks.Add(Html.Of($"<line class=\"reference\" x1=\"{Number(AcrossOf(from.X))}\" y1=\"{Number(UpOf(from.Y))}\" x2=\"{Number(AcrossOf(to.X))}\" y2=\"{Number(UpOf(to.Y))}\"/>"));
        return this;
    }

    /// <summary>A bar from 0 to a height.</summary>
    public Plot Bar(double from, double to, double height, string name, int series)
    {
        double x = AcrossOf(from), y = UpOf(height);
        _marks.Add(Html.Of($"<rect class=\"bar {Class(series)}\" x=\"{Number(x + 1)}\" y=\"{Number(y)}\" width=\"{Number(Math.Max(1, AcrossOf(to) - x - 2))}\" height=\"{Number(Math.Max(0, UpOf(up.Least) - y))}\"><title>{name}</title></rect>"));
        return this;
    }

    /// <summary>A small mark; what tells series apart is its colour and its shape.</summary>
    public Plot Point(double x, double y, string name, int series)
    {
        (double cx, double cy) = (AcrossOf(x), UpOf(y));
        _marks.Add(Html.Of($"<path class=\"point {Class(series)}\" d=\"{Shape(series, cx, cy)}\"><title>{name}</title></path>"));
        return this;
    }

    /// <summary>Names a series of points.</summary>
    public Plot Name(string name, int series)
    {
        _legend.Add(Key(name, Html.Of($"<path class=\"point {Class(series)}\" d=\"{Shape(series, 13, 6)}\"/>")));
        return this;
    }

    /// <summary>The drawing and its legend.</summary>
    public Html ToHtml() => Html.Of($"""
        <figure class="plot"><svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{title}"><title>{title}</title>
        {Grid()}{_marks}
        <text class="label" x="{Left + (PlotWidth / 2)}" y="{Height - 6}" text-anchor="middle">{across.Label}</text>
        <text class="label" x="{-(Top + (PlotHeight / 2))}" y="13" transform="rotate(-90)" text-anchor="middle">{up.Label}</text></svg>
        <figcaption><strong>{title}</strong>{Legend()}</figcaption></figure>
        """);

    private IEnumerable<Html> Grid()
    {
        foreach (double t in across.Ticks())
            yield return Html.Of($"<line class=\"grid\" x1=\"{Number(AcrossOf(t))}\" y1=\"{Top}\" x2=\"{Number(AcrossOf(t))}\" y2=\"{Top + PlotHeight}\"/><text x=\"{Number(AcrossOf(t))}\" y=\"{Top + PlotHeight + 16}\" text-anchor=\"middle\">{Tick(t)}</text>");
        foreach (double t in up.Ticks())
            yield return Html.Of($"<line class=\"grid\" x1=\"{Left}\" y1=\"{Number(UpOf(t))}\" x2=\"{Left + PlotWidth}\" y2=\"{Number(UpOf(t))}\"/><text x=\"{Left - 6}\" y=\"{Number(UpOf(t) + 4)}\" text-anchor=\"end\">{Tick(t)}</text>");
    }

    private Html Legend() => _legend.Count == 0 ? Html.Empty : Html.Of($"<ul class=\"legend\">{_legend}</ul>");

    private static Html Key(string name, Html mark) => Html.Of($"<li><svg viewBox=\"0 0 26 12\" aria-hidden=\"true\">{mark}</svg>{name}</li>");

    private static string Class(int series) => $"c{series % Colours} d{series / Colours % 3}";

    private static string Shape(int series, double x, double y) => (series / Colours % 3) switch
    {
        0 => $"M{Number(x - 3)} {Number(y)}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
        1 => $"M{Number(x - 3)} {Number(y - 3)}h6v6h-6z",
        _ => $"M{Number(x)} {Number(y - 4)}l4 7h-8z",
    };

    private static List<(double X, double Y)> Thinned((double X, double Y)[] points)
    {
        List<(double X, double Y)> kept = [];
        foreach ((double X, double Y) p in points)
        {
            if (kept.Count > 1 && IsStraight(kept[^2], kept[^1], p)) kept.RemoveAt(kept.Count - 1);
            kept.Add(p);
        }
        return kept;
    }

    /// <summary>Only level and upright runs count, the steps of ROC curves.</summary>
    private static bool IsStraight((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) => (a.X == b.X && b.X == c.X) || (a.Y == b.Y && b.Y == c.Y);

    private double AcrossOf(double value) => Left + (PlotWidth * across.At(value));

    private double UpOf(double value) => Top + (PlotHeight * (1 - up.At(value)));

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Tick(double value) => (Math.Abs(value) < 1e-12 ? 0 : value).ToString("0.####", CultureInfo.InvariantCulture);
}
