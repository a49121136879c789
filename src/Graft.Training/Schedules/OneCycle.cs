namespace Graft.Training.Schedules;

/// <summary>
/// Up to the full rate, then far down, with momentum the other way round, as torch's OneCycleLR. Paper: Smith and Topin 2018, arXiv:1708.07120.
/// </summary>
/// <param name="TotalSteps">Updates in the whole run, at least 2.</param>
public sealed record OneCycle(long TotalSteps) : Schedule
{
    /// <summary>Share of the run in which the rate rises.</summary><value>0.3</value>
    public double Rise { get; init; } = 0.3;

    /// <summary>The first rate is the full one divided by this.</summary><value>25</value>
    public double Divisor { get; init; } = 25;

    /// <summary>The last rate is the first one divided by this.</summary><value>10000</value>
    public double FinalDivisor { get; init; } = 1e4;

    /// <summary>Straight lines instead of half cosines.</summary><value>false</value>
    public bool Straight { get; init; }

    /// <summary>Momentum while the rate is highest.</summary><value>0.85</value>
    public double LowMomentum { get; init; } = 0.85;

    /// <summary>Momentum at the start and the end.</summary><value>0.95</value>
    public double HighMomentum { get; init; } = 0.95;

    // Where the rise ends; a real number, as in torch.
    private double Peak => Rise * TotalSteps - 1;

    /// <inheritdoc/>
    public override double Factor(long step) => step <= Peak ? Between(1 / Divisor, 1, step / Peak) : Between(1, 1 / Divisor / FinalDivisor, Fall(step));

    /// <inheritdoc/>
    public override double? Momentum(long step) =>
        step <= Peak ? Between(HighMomentum, LowMomentum, step / Peak) : Between(LowMomentum, HighMomentum, Fall(step));

    private double Fall(long step) => (step - Peak) / (TotalSteps - 1 - Peak);

    private double Between(double a, double b, double f) => Straight ? a + (b - a) * f : b + (a - b) * (1 + Math.Cos(Math.PI * f)) / 2;
}
