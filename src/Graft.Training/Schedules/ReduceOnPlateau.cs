using System.ComponentModel.DataAnnotations;

namespace Graft.Training.Schedules;

/// <summary>Makes the rate smaller when a measure stops getting better, as torch's ReduceLROnPlateau.</summary>
public sealed record PlateauOptions
{
    /// <summary>What the rate is multiplied by.</summary><value>0.1</value>
    [Range(1e-6, 0.999999)] public double Factor { get; init; } = 0.1;

    /// <summary>Bad epochs that are forgiven.</summary><value>10 epochs</value>
    [Range(0, 10_000)] public int Patience { get; init; } = 10;

    /// <summary>Epochs after a reduction in which bad ones don't count.</summary><value>0 epochs</value>
    [Range(0, 10_000)] public int Cooldown { get; init; }

    /// <summary>How much better counts as better.</summary><value>0.0001</value>
    [Range(0.0, 1e9)] public double Threshold { get; init; } = 1e-4;

    /// <summary>Whether the threshold is a difference, not a share of the best.</summary><value>false</value>
    public bool Absolute { get; init; }

    /// <summary>Whether greater is better.</summary><value>false</value>
    public bool Maximise { get; init; }

    /// <summary>The lowest rate.</summary><value>0</value>
    [Range(0.0, 10.0)] public double MinimumRate { get; init; }

    /// <summary>Smaller changes of the rate are not made.</summary><value>1e-8</value>
    [Range(0.0, 1.0)] public double Epsilon { get; init; } = 1e-8;
}

/// <summary>What a plateau rule remembers; saved with a training run.</summary>
/// <param name="Rate">The present rate, or factor.</param>
/// <param name="Best">The best measure so far; null before the first.</param>
/// <param name="Bad">Epochs since then that count.</param>
/// <param name="Cooldown">Epochs left in which bad ones don't count.</param>
public sealed record PlateauState(double Rate, double? Best = null, int Bad = 0, int Cooldown = 0);

/// <summary>The rule of <see cref="PlateauOptions"/>: a state and a measure give the next state.</summary>
public static class ReduceOnPlateau
{
    /// <summary>The state after an epoch with this measure.</summary>
    public static PlateauState Next(PlateauOptions options, PlateauState state, double measure)
    {
        bool better = state.Best is not { } best || IsBetter(options, measure, best);
        state = better ? state with { Best = measure, Bad = 0 } : state with { Bad = state.Bad + 1 };
        if (state.Cooldown > 0) state = state with { Cooldown = state.Cooldown - 1, Bad = 0 };
        return state.Bad > options.Patience ? Reduced(options, state) : state;
    }

    private static PlateauState Reduced(PlateauOptions options, PlateauState state)
    {
        double rate = Math.Max(state.Rate * options.Factor, options.MinimumRate);
        return state with { Rate = state.Rate - rate > options.Epsilon ? rate : state.Rate, Cooldown = options.Cooldown, Bad = 0 };
    }

    private static bool IsBetter(PlateauOptions options, double measure, double best)
    {
        double margin = options.Absolute ? options.Threshold : options.Threshold * best;
        return options.Maximise ? measure > best + margin : measure < best - margin;
    }
}
