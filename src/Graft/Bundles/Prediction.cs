namespace Graft.Bundles;

/// <summary>What a model says of one input.</summary>
/// <param name="Input">The file or name that was given.</param>
/// <param name="Label">The most probable label; the first among equals.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
/// <param name="Probabilities">Every label's probability, in the model's order.</param>
public sealed record Prediction(string Input, string Label, double Probability, IReadOnlyDictionary<string, double> Probabilities);

/// <summary>A prediction, or why there is none.</summary>
/// <param name="Input">The file or name that was given.</param>
/// <param name="Prediction">What the model says; null where the input can't be read.</param>
/// <param name="Error">Why not; null where there is a prediction.</param>
public sealed record PredictionOutcome(string Input, Prediction? Prediction, string? Error);
