namespace Graft.Training.Schedules;

/// <summary>The full rate after the warm-up.</summary>
public sealed record Constant(long TotalSteps = 0, long WarmupSteps = 0) : WarmSchedule(TotalSteps, WarmupSteps)
{
    /// <inheritdoc/>
    protected override double After(long step) => 1;
}

/// <summary>Straight down to 0 at the end; the usual one for BERT (Devlin et al. 2019).</summary>
public sealed record Linear(long TotalSteps, long WarmupSteps = 0) : WarmSchedule(TotalSteps, WarmupSteps)
{
    /// <inheritdoc/>
    protected override double After(long step) => Math.Max(0, 1 - Position(step));
}

/// <summary>Half a cosine down to a floor; past the end it rises again (Loshchilov and Hutter 2017, arXiv:1608.03983).</summary>
/// <param name="TotalSteps">Updates in the whole run.</param>
/// <param name="WarmupSteps">Updates until the full rate is reached.</param>
/// <param name="Floor">The last factor, 0 to 1.</param>
public sealed record Cosine(long TotalSteps, long WarmupSteps = 0, double Floor = 0) : WarmSchedule(TotalSteps, WarmupSteps)
{
    /// <inheritdoc/>
    protected override double After(long step) => Floor + (1 - Floor) * (1 + Math.Cos(Math.PI * Position(step))) / 2;
}

/// <summary>Several half cosines, each starting from the full rate (warm restarts).</summary>
public sealed record CosineRestarts(long TotalSteps, int Cycles, long WarmupSteps = 0) : WarmSchedule(TotalSteps, WarmupSteps)
{
    /// <inheritdoc/>
    protected override double After(long step) => Position(step) is var p && p >= 1 ? 0 : (1 + Math.Cos(Math.PI * (Cycles * p % 1))) / 2;
}

/// <summary>Down to an end factor by a power of what is left.</summary>
public sealed record Polynomial(long TotalSteps, double Power, long WarmupSteps = 0, double End = 0) : WarmSchedule(TotalSteps, WarmupSteps)
{
    /// <inheritdoc/>
    protected override double After(long step) => End + (1 - End) * Math.Pow(Math.Max(0, 1 - Position(step)), Power);
}

/// <summary>Multiplied by <paramref name="Gamma"/> after every <paramref name="Size"/> updates.</summary>
public sealed record Step(long Size, double Gamma = 0.1) : Schedule
{
    /// <inheritdoc/>
    public override double Factor(long step) => Math.Pow(Gamma, step / Size);
}

/// <summary>Multiplied by <paramref name="Gamma"/> at each of the milestones.</summary>
public sealed record MultiStep(IReadOnlyList<long> Milestones, double Gamma = 0.1) : Schedule
{
    /// <inheritdoc/>
    public override double Factor(long step) => Math.Pow(Gamma, Milestones.Count(m => m <= step));
}

/// <summary>Multiplied by <paramref name="Gamma"/> after every update.</summary>
public sealed record Exponential(double Gamma) : Schedule
{
    /// <inheritdoc/>
    public override double Factor(long step) => Math.Pow(Gamma, step);
}
