using Graft.Evaluation;
using Graft.Reports;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Graft.Cli.Plots;

/// <summary>Drawings of scores.</summary>
internal static class Charts
{
    private const int MostLines = 10, MostWritten = 25, Bins = 15;

    /// <summary>Rows are true classes, columns predicted ones; shares of the row as colour, counts as numbers.</summary>
    public static Plot Confusion(ClassificationMetrics metrics, string title)
    {
        int classes = metrics.PerClass.Count;
        double[,] shares = new double[classes, classes];
        Plot plot = Titled(title, "predicted", "true");
        for (int t = 0; t < classes; t++)
            for (int p = 0; p < classes; p++) shares[t, p] = metrics.ConfusionMatrix[t][p] / (double)Math.Max(1, metrics.PerClass[t].Support);
        plot.Add.Heatmap(shares).Colormap = new ScottPlot.Colormaps.Blues().Reversed();
        if (classes <= MostWritten) Write(plot, metrics, shares);
        double[] places = [.. Enumerable.Range(0, classes).Select(k => (double)k)];
        string[] names = [.. metrics.PerClass.Select(c => c.Label)];
        plot.Axes.Bottom.TickGenerator = new NumericManual(places, names);
        plot.Axes.Left.TickGenerator = new NumericManual([.. places.Reverse()], names);
        (plot.Axes.Bottom.TickLabelStyle.Rotation, plot.Axes.Bottom.TickLabelStyle.Alignment) = (45, Alignment.MiddleLeft);
        float room = 20 + (7 * names.Max(n => n.Length));
        (plot.Axes.Bottom.MinimumSize, plot.Axes.Left.MinimumSize, plot.Axes.Right.MinimumSize) = (room, room + 20, room / 2);
        plot.HideGrid();
        plot.Axes.SetLimits(-0.5, classes - 0.5, -0.5, classes - 0.5);
        return plot;
    }

    /// <summary>Bars at the diagonal mean probabilities that can be taken at their word.</summary>
    public static Plot Reliability(ClassificationMetrics metrics, string title)
    {
        Plot plot = Titled(FormattableString.Invariant($"{title}: calibration error {metrics.Ece:F3}"), "probability of the predicted class", "share that is right");
        foreach (ReliabilityBin bin in metrics.Reliability)
            plot.Add.Bar(new Bar { Position = (bin.Bin + 0.5) / Bins, Value = bin.Accuracy, Size = 0.9 / Bins, FillColor = Category(0).WithAlpha(0.7), LineWidth = 0 });
        Dashed(plot);
        plot.Axes.SetLimits(0, 1, 0, 1);
        return plot;
    }

    /// <summary>ROC, each class against the rest, the hardest classes first.</summary>
    public static Plot Roc(ScoredPart part) => Dashed(Each(part, Titled($"ROC, {part.Name}", "false positive rate", "true positive rate"), (scores, positive) => RocCurve.Of(scores, positive) is { } c ? (c.FalsePositiveRate, c.TruePositiveRate, c.Area) : null));

    /// <summary>Precision and recall, each class against the rest, the hardest classes first.</summary>
    public static Plot PrecisionRecall(ScoredPart part) => Each(part, Titled($"Precision and recall, {part.Name}", "recall", "precision"), (scores, positive) => PrecisionRecallCurve.Of(scores, positive) is { } c ? (c.Recall, c.Precision, c.AveragePrecision) : null);

    /// <summary>Numbers that were followed over epochs.</summary>
    public static Plot Curves(string measure, IReadOnlyList<TrainingCurve> curves)
    {
        Plot plot = Titled($"{measure} while training", "epoch", measure);
        foreach ((int i, TrainingCurve curve) in curves.Index()) Line(plot, curve.Steps, curve.Values, curve.Name, i);
        plot.ShowLegend();
        return plot;
    }

    /// <summary>The range test: smoothed loss over the learning rate.</summary>
    public static Plot Rates(IReadOnlyList<double> rates, IReadOnlyList<double> losses, double suggested)
    {
        (double X, double Y)[] points = [.. rates.Zip(losses).Where(p => double.IsFinite(p.Second)).Select(p => (Math.Log10(p.First), p.Second))];
        Plot plot = Titled(FormattableString.Invariant($"Learning-rate range test: {suggested:0.0e+0}"), "log10 of the learning rate", "smoothed loss");
        Line(plot, [.. points.Select(p => p.X)], [.. points.Select(p => p.Y)], "loss", 0);
        plot.Add.VerticalLine(Math.Log10(suggested), 1.5f, Colors.Gray, LinePattern.Dashed);
        return plot;
    }

    private static Plot Each(ScoredPart part, Plot plot, Func<float[], bool[], (IEnumerable<double> X, IEnumerable<double> Y, double Area)?> curve)
    {
        ClassificationMetrics metrics = (ClassificationMetrics)part.Metrics;
        int[] hardest = [.. Enumerable.Range(0, metrics.PerClass.Count).Where(k => metrics.PerClass[k].RocAuc is not null).OrderBy(k => metrics.PerClass[k].AveragePrecision).Take(MostLines)];
        foreach ((int i, int k) in hardest.Index())
            if (curve([.. part.Examples.Select(e => e.Probabilities[k])], [.. part.Examples.Select(e => e.Label == k)]) is { } c)
                Line(plot, [.. c.X], [.. c.Y], FormattableString.Invariant($"{metrics.PerClass[k].Label}: {c.Area:F3}"), i);
        plot.ShowLegend(Alignment.LowerRight);
        plot.Axes.SetLimits(0, 1, 0, 1.02);
        return plot;
    }

    private static void Write(Plot plot, ClassificationMetrics metrics, double[,] shares)
    {
        int classes = metrics.PerClass.Count;
        for (int t = 0; t < classes; t++)
            for (int p = 0; p < classes; p++)
            {
                var text = plot.Add.Text(FormattableString.Invariant($"{metrics.ConfusionMatrix[t][p]}"), p, classes - 1 - t);
                (text.LabelAlignment, text.LabelFontSize, text.LabelFontColor) = (Alignment.MiddleCenter, classes > 12 ? 9 : 12, shares[t, p] > 0.5 ? Colors.White : Colors.Black);
            }
    }

    private static void Line(Plot plot, IReadOnlyList<double> x, IReadOnlyList<double> y, string name, int series)
    {
        var line = plot.Add.ScatterLine(x.ToArray(), y.ToArray(), Category(series));
        (line.LegendText, line.LineWidth, line.LinePattern) = (name, 1.8f, series < 8 ? LinePattern.Solid : LinePattern.Dashed);
    }

    private static Plot Dashed(Plot plot)
    {
        plot.Add.Line(0, 0, 1, 1).LineStyle = new LineStyle { Color = Colors.Gray, Pattern = LinePattern.Dashed, Width = 1 };
        return plot;
    }

    private static Plot Titled(string title, string across, string up)
    {
        Plot plot = new();
        plot.Font.Set(Fonts.Default);
        plot.Title(title, 15);
        plot.XLabel(across);
        plot.YLabel(up);
        return plot;
    }

    private static Color Category(int i) => new ScottPlot.Palettes.ColorblindFriendly().GetColor(i);
}
