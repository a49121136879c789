using Graft.Reports.Plots;

namespace Graft.Reports;

/// <summary>A page with the curve of a learning-rate range test.</summary>
internal static class RatePage
{
    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rates">The rates that were tried.</param>
    /// <param name="losses">The smoothed loss at each.</param>
    /// <param name="suggested">The rate to take.</param>
    public static void Write(string path, IReadOnlyList<double> rates, IReadOnlyList<double> losses, double suggested)
    {
        (double X, double Y)[] points = [.. rates.Zip(losses).Where(p => double.IsFinite(p.Second)).Select(p => (Math.Log10(p.First), p.Second))];
        Plot plot = new("loss over learning rate", Axis.Around("log10 of the learning rate", points.Select(p => p.X)), Axis.Around("smoothed loss", points.Select(p => p.Y)));
        plot.Line("loss", points, 0);
        plot.Reference((Math.Log10(suggested), points.Min(p => p.Y)), (Math.Log10(suggested), points.Max(p => p.Y)));
        Html text = Html.Of($"<p>Suggested rate: <strong>{suggested:0.0e+0}</strong> (dashed), within the longest descent.</p>{plot.ToHtml()}");
        Page.Write(path, Page.Of("Learning-rate range test", [new PageSection("Loss over rate", text)], ExampleView.Of(InputKind.Text)));
    }
}
