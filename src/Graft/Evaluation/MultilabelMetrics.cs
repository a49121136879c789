namespace Graft.Evaluation;

/// <summary>How one label of several fared, each of which an example may have or not.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Support">How many examples have it.</param>
/// <param name="Threshold">It was predicted where its probability is at least this.</param>
/// <param name="Precision">Share of the examples predicted to have it that do; 0 where none was.</param>
/// <param name="Recall">Share of the examples with it that were predicted to; 0 where there are none.</param>
/// <param name="F1">Harmonic mean of both.</param>
/// <param name="AveragePrecision">Area under its precision-recall curve, in steps; null where no example has it.</param>
/// <param name="BestThreshold">The probability that as a threshold gives the highest F1 on these examples, the highest of equals; null where no example has it.</param>
/// <param name="BestF1">That F1.</param>
public sealed record LabelMetrics(string Label, int Support, double Threshold, double Precision, double Recall, double F1, double? AveragePrecision, double? BestThreshold, double? BestF1);

/// <summary>How good the predictions are where an example has any number of labels.</summary>
public sealed record MultilabelMetrics : TaskMetrics
{
    /// <summary>Mean F1 over all labels.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>F1 over all decisions together.</summary>
    public required double MicroF1 { get; init; }

    /// <summary>Mean F1 over examples, 0 for one that has no labels and got none; null for a single label.</summary>
    public double? SamplesF1 { get; init; }

    /// <summary>Mean average precision over the labels that occur (mAP).</summary>
    public double? MeanAveragePrecision { get; init; }

    /// <summary>Share of the examples with every label right.</summary>
    public required double SubsetAccuracy { get; init; }

    /// <summary>Share of the decisions that are wrong.</summary>
    public required double HammingLoss { get; init; }

    /// <summary>Each label, in the order of the labels.</summary>
    public required IReadOnlyList<LabelMetrics> PerClass { get; init; }

    /// <summary>Computes everything.</summary>
    /// <param name="probabilities">(examples, labels), row-major, each on its own in 0 to 1.</param>
    /// <param name="has">(examples, labels): whether the example has the label.</param>
    /// <param name="labels">The names of the labels.</param>
    /// <param name="thresholds">One per label, chosen on other examples; null for 0.5 everywhere.</param>
    /// <exception cref="GraftException">A value is NaN, infinite or no probability, or the sizes disagree; the rows are named.</exception>
    public static MultilabelMetrics Compute(ReadOnlySpan<float> probabilities, ReadOnlySpan<bool> has, IReadOnlyList<string> labels, IReadOnlyList<double>? thresholds = null) =>
        new MultilabelScoring(probabilities, has, labels, thresholds ?? [.. labels.Select(_ => 0.5)]).Metrics();
}
