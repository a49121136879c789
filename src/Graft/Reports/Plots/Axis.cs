namespace Graft.Reports.Plots;

/// <summary>Values along one direction of a plot, and their place on it.</summary>
/// <param name="Label">What the values are, with their unit.</param>
/// <param name="Least">Where it begins.</param>
/// <param name="Most">Where it ends, above <paramref name="Least"/>.</param>
internal sealed record Axis(string Label, double Least, double Most)
{
    /// <summary>From 0 to 1.</summary>
    public static Axis Share(string label) => new(label, 0, 1);

    /// <summary>Around these values, with a margin of 4 %.</summary>
    public static Axis Around(string label, IEnumerable<double> values)
    {
        (double least, double most) = values.Aggregate((Least: double.PositiveInfinity, Most: double.NegativeInfinity), (r, v) => (Math.Min(r.Least, v), Math.Max(r.Most, v)));
        if (!double.IsFinite(least) || !double.IsFinite(most)) return Share(label);
        double margin = most > least ? 0.04 * (most - least) : 0.5;
        return new(label, least - margin, most + margin);
    }

    /// <summary>Round values to write at the axis, about five.</summary>
    public IEnumerable<double> Ticks()
    {
        double step = Step();
        for (double i = Math.Ceiling(Least / step); i * step <= Most + (step * 1e-9); i++) yield return i * step;
    }

    /// <summary>0 at the beginning, 1 at the end.</summary>
    public double At(double value) => (value - Least) / (Most - Least);

    private double Step()
    {
        double rough = (Most - Least) / 5, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * new[] { 1.0, 2, 5, 10 }.First(m => m * power >= rough * 0.999999);
    }
}
