namespace Graft.Training.Loop;

/// <summary>The examples of a phase, as its tail reads them.</summary>
/// <param name="Train">What is learned from.</param>
/// <param name="Validation">What choices are made on; null where nothing may be chosen.</param>
public sealed record PhaseData(IBatchSource Train, IBatchSource? Validation);
