namespace Graft.Training.Schedules;

/// <summary>The length of a run, as its schedule must know it.</summary>
/// <param name="TotalSteps">Updates in the whole run.</param>
/// <param name="StepsPerEpoch">Updates in one epoch.</param>
/// <param name="WarmupSteps">Updates of linear warm-up, for schedules that have one.</param>
public readonly record struct RunLength(long TotalSteps, long StepsPerEpoch, long WarmupSteps);

/// <summary>The schedules that a recipe can name.</summary>
public static class ScheduleNames
{
    private static readonly Dictionary<string, Func<RunLength, Schedule>> Known = new(StringComparer.Ordinal)
    {
        ["constant"] = run => new Constant(run.TotalSteps, run.WarmupSteps),
        ["cosine"] = run => new Cosine(run.TotalSteps, run.WarmupSteps),
        ["exponential"] = run => new Exponential(Math.Pow(0.01, 1.0 / Math.Max(1, run.TotalSteps))),
        ["fastai"] = run => new FastaiOneCycle(run.TotalSteps),
        ["linear"] = run => new Linear(run.TotalSteps, run.WarmupSteps),
        ["one-cycle"] = run => new OneCycle(Math.Max(4, run.TotalSteps)),
        ["plateau"] = run => new Constant(run.TotalSteps, run.WarmupSteps),
        ["slanted"] = run => new SlantedTriangular(run.TotalSteps),
        ["step"] = run => new Step(Math.Max(1, run.TotalSteps / 3)),
    };

    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The schedule of that name for a run. 'step' divides by 10 after each third, 'exponential' falls to a hundredth; 'plateau' is constant but for the rule that watches validation.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public static Schedule Create(string name, RunLength run) => Known.TryGetValue(name, out Func<RunLength, Schedule>? create) ? create(run)
        : throw new UnknownNameException("schedule", name, All);
}
