namespace Graft.Training.Loop;

/// <summary>What a validation said.</summary>
/// <param name="Loss">Mean loss.</param>
/// <param name="Score">The measure that choices are made by; greater is better.</param>
public readonly record struct ValidationScore(double Loss, double Score)
{
    /// <summary>Whether its score is greater, or its loss smaller where the scores are equal. Anything is better than nothing.</summary>
    public bool IsBetterThan(ValidationScore? other) => other is not { } o || Score > o.Score || (Score == o.Score && Loss < o.Loss);
}

/// <summary>What one epoch did.</summary>
/// <param name="Phase">Name of the phase's policy.</param>
/// <param name="Epoch">Number in the whole run, from 1.</param>
/// <param name="Rate">Learning rate of the last update.</param>
/// <param name="TrainLoss">Mean loss over the epoch's batches while they were learned from.</param>
/// <param name="Validation">On the validation examples; null where there are none to choose on.</param>
public sealed record EpochReport(string Phase, int Epoch, double Rate, double TrainLoss, ValidationScore? Validation)
{
    /// <summary>Wall time; not part of what a run is judged equal by.</summary>
    public double Seconds { get; init; }
}
