namespace Graft.Training.Schedules;

/// <summary>
/// fastai's fit_one_cycle: like <see cref="OneCycle"/>, but positions are shares of the run, its end is never reached, and the last rate is the full
/// one divided by <see cref="FinalDivisor"/>. Paper: Howard and Gugger 2020, arXiv:2002.04688.
/// </summary>
/// <param name="TotalSteps">Updates in the whole run.</param>
public sealed record FastaiOneCycle(long TotalSteps) : Schedule
{
    /// <summary>Share of the run in which the rate rises.</summary><value>0.25</value>
    public double Rise { get; init; } = 0.25;

    /// <summary>The first rate is the full one divided by this.</summary><value>25</value>
    public double Divisor { get; init; } = 25;

    /// <summary>The rate at the end would be the full one divided by this.</summary><value>100000</value>
    public double FinalDivisor { get; init; } = 1e5;

    /// <inheritdoc/>
    public override double Factor(long step) => Move(step, 1 / Divisor, 1, 1 / FinalDivisor);

    /// <inheritdoc/>
    public override double? Momentum(long step) => Move(step, 0.95, 0.85, 0.95);

    private double Move(long step, double start, double middle, double end)
    {
        double p = step / (double)TotalSteps;
        return p < Rise ? Between(start, middle, p / Rise) : Between(middle, end, (p - Rise) / (1 - Rise));
    }

    private static double Between(double a, double b, double f) => a + (1 + Math.Cos(Math.PI * (1 - f))) * (b - a) / 2;
}
