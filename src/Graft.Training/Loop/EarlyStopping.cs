using System.ComponentModel.DataAnnotations;

namespace Graft.Training.Loop;

/// <summary>When a run stops before its last epoch.</summary>
public sealed record EarlyStoppingOptions
{
    /// <summary>So many epochs in a row without a better measure stop the run.</summary><value>5 epochs</value>
    [Range(1, 10_000)] public int Patience { get; init; } = 5;

    /// <summary>How much better counts as better.</summary><value>0</value>
    [Range(0.0, 1e9)] public double LeastGain { get; init; }

    /// <summary>Whether greater is better.</summary><value>false</value>
    public bool Maximise { get; init; }
}

/// <summary>What early stopping remembers; saved with a training run.</summary>
/// <param name="Best">The best measure so far; null before the first.</param>
/// <param name="BestEpoch">The epoch that had it, whose weights are kept; -1 before the first.</param>
/// <param name="Epoch">The last epoch that was told; -1 before the first.</param>
public sealed record StoppingState(double? Best = null, int BestEpoch = -1, int Epoch = -1)
{
    /// <summary>Whether the last epoch was the best so far.</summary>
    public bool IsBest => Epoch >= 0 && BestEpoch == Epoch;
}

/// <summary>The rule of <see cref="EarlyStoppingOptions"/>: a state and a measure give the next state.</summary>
public static class EarlyStopping
{
    /// <summary>The state after the next epoch with this measure. A measure that is no number is never better.</summary>
    public static StoppingState Next(EarlyStoppingOptions options, StoppingState state, double measure)
    {
        int epoch = state.Epoch + 1;
        bool better = !double.IsNaN(measure) && (state.Best is not { } best || (options.Maximise ? measure > best + options.LeastGain : measure < best - options.LeastGain));
        return better ? new(measure, epoch, epoch) : state with { Epoch = epoch };
    }

    /// <summary>Whether to stop: as many epochs as the patience have passed since the best.</summary>
    public static bool ShouldStop(EarlyStoppingOptions options, StoppingState state) => state.Epoch - state.BestEpoch >= options.Patience;
}
