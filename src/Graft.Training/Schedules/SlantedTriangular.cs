namespace Graft.Training.Schedules;

/// <summary>ULMFiT's schedule: steeply up, slowly down. Paper: Howard and Ruder 2018, arXiv:1801.06146, equation 3.</summary>
/// <param name="TotalSteps">Updates in the whole run.</param>
public sealed record SlantedTriangular(long TotalSteps) : Schedule
{
    /// <summary>Share of the run in which the rate rises; at least one update.</summary><value>0.1</value>
    public double Rise { get; init; } = 0.1;

    /// <summary>The lowest rate is the full one divided by this.</summary><value>32</value>
    public double Ratio { get; init; } = 32;

    /// <inheritdoc/>
    public override double Factor(long step)
    {
        double cut = Math.Max(1, Math.Floor(TotalSteps * Rise));
        double p = step < cut ? step / cut : 1 - (step - cut) / (cut * (1 / Rise - 1));
        return (1 + p * (Ratio - 1)) / Ratio;
    }
}
