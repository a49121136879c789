using System.Text.Json.Serialization;

namespace Graft.Bundles;

/// <summary>The labels or numbers that a model gives one photo; only what its task has is there.</summary>
/// <param name="Input">The file that was given.</param>
public sealed record TargetPrediction(string Input)
{
    /// <summary>The labels whose probability is at least their threshold.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Every label's probability, in the model's order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyDictionary<string, double>? Probabilities { get; init; }

    /// <summary>The number, where there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? Score { get; init; }

    /// <summary>The numbers by name, where there are several.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyDictionary<string, double>? Scores { get; init; }
}

/// <summary>A prediction, or why there is none.</summary>
/// <param name="Input">The file that was given.</param>
/// <param name="Prediction">What the model says; null where the file can't be read.</param>
/// <param name="Error">Why not; null where there is a prediction.</param>
public sealed record TargetOutcome(string Input, TargetPrediction? Prediction, string? Error);
