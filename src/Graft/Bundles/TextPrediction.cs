using System.Text.Json.Serialization;

namespace Graft.Bundles;

/// <summary>What a model says of one text; only what its task has is there.</summary>
/// <param name="Input">The text.</param>
public sealed record TextPrediction(string Input)
{
    /// <summary>The second text of a pair.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Pair { get; init; }

    /// <summary>The most probable class; the first among equals.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Label { get; init; }

    /// <summary>Its probability, 0 to 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? Probability { get; init; }

    /// <summary>The labels with a probability of at least 0.5, where there may be several.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Every label's probability, in the model's order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyDictionary<string, double>? Probabilities { get; init; }

    /// <summary>The number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? Score { get; init; }

    /// <summary>The spans that were found, in the text's order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<PredictedSpan>? Spans { get; init; }

    /// <summary>Whether the text was longer than the model takes, and cut.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool Cut { get; init; }
}

/// <summary>A span of a text that a tagging model has found.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Start">Its first position, in UTF-16 units.</param>
/// <param name="End">The position behind its last.</param>
/// <param name="Text">What stands there.</param>
/// <param name="Probability">The least probable tag's probability, 0 to 1; of each token alone, also where a CRF decides by the whole path.</param>
public sealed record PredictedSpan(string Label, int Start, int End, string Text, double Probability);
