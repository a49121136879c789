namespace Graft.Training.Schedules;

/// <summary>
/// How the learning rate moves over a run: a factor for every update, by which the rate of each parameter group is multiplied. Pure: the same update
/// always has the same factor, so that a resumed run needs no state for it.
/// </summary>
public abstract record Schedule
{
    /// <summary>The factor that update <paramref name="step"/> (from 0) uses.</summary>
    public abstract double Factor(long step);

    /// <summary>The momentum (SGD) or first beta (Adam) of update <paramref name="step"/>, or null to leave the optimiser's own.</summary>
    public virtual double? Momentum(long step) => null;
}

/// <summary>A schedule that rises linearly from 0 over the first updates, and then follows a curve to the end.</summary>
/// <param name="TotalSteps">Updates in the whole run.</param>
/// <param name="WarmupSteps">Updates until the full rate is reached.</param>
public abstract record WarmSchedule(long TotalSteps, long WarmupSteps) : Schedule
{
    /// <inheritdoc/>
    public sealed override double Factor(long step) => step < WarmupSteps ? step / (double)Math.Max(1, WarmupSteps) : After(step);

    /// <summary>The factor after the warm-up.</summary>
    protected abstract double After(long step);

    /// <summary>How much of the run after the warm-up is done: 0 to 1, more beyond the end.</summary>
    protected double Position(long step) => (step - WarmupSteps) / (double)Math.Max(1, TotalSteps - WarmupSteps);
}
