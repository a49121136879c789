using System.Text.Json.Serialization;

namespace Graft.Evaluation;

/// <summary>How good the predictions of one class out of several are. The predicted class is that of the highest probability, the lowest index among equals.</summary>
public sealed record ClassificationMetrics : TaskMetrics
{
    /// <summary>Share of the examples whose class was predicted.</summary>
    public required double Accuracy { get; init; }

    /// <summary>95 % interval of the accuracy (Wilson 1927).</summary>
    public required Interval AccuracyInterval { get; init; }

    /// <summary>Mean recall of the classes that have examples.</summary>
    public required double BalancedAccuracy { get; init; }

    /// <summary><see cref="Macro"/>'s F1.</summary>
    public double MacroF1 => Macro.F1;

    /// <summary>Mean over all classes, also those that do not occur.</summary>
    public required PrecisionRecall Macro { get; init; }

    /// <summary>Mean over the classes that occur in labels or predictions (scikit-learn's default).</summary>
    public required PrecisionRecall MacroOfSeen { get; init; }

    /// <summary>Mean over the classes, each weighted by its number of examples.</summary>
    public required PrecisionRecall Weighted { get; init; }

    /// <summary>Over all decisions together; with one class per example the three are the accuracy.</summary>
    public required PrecisionRecall Micro { get; init; }

    /// <summary>Mean negative natural logarithm of the true class's probability, clipped to [2^-52, 1 - 2^-52].</summary>
    public required double LogLoss { get; init; }

    /// <summary>Mean squared distance from the true class's unit vector, summed over classes: 0 to 2.</summary>
    public required double Brier { get; init; }

    /// <summary>Half of <see cref="Brier"/>, for two classes only: 0 to 1.</summary>
    public double? BrierBinary { get; init; }

    /// <summary>Expected calibration error in 15 equal bins of confidence: 0 to 1.</summary>
    public required double Ece { get; init; }

    /// <summary>Calibration error in 15 groups of equal size: 0 to 1.</summary>
    public required double AdaptiveEce { get; init; }

    /// <summary>Share of the examples whose class is among the three most probable; null for three classes or fewer.</summary>
    [JsonPropertyName("top_3_accuracy")] public double? Top3Accuracy { get; init; }

    /// <summary>Share of the examples whose class is among the five most probable; null for five classes or fewer.</summary>
    [JsonPropertyName("top_5_accuracy")] public double? Top5Accuracy { get; init; }

    /// <summary>Area under the second class's ROC curve, for two classes only.</summary>
    public double? RocAuc { get; init; }

    /// <summary>Mean area of one class against the rest, over the classes that have one.</summary>
    public double? RocAucMacro { get; init; }

    /// <summary>The same, weighted by the number of examples.</summary>
    public double? RocAucWeighted { get; init; }

    /// <summary>Mean average precision of one class against the rest, over the classes that have examples.</summary>
    public double? AveragePrecisionMacro { get; init; }

    /// <summary>Matthews' correlation (Gorodkin 2004): -1 to 1, 0 where it is 0/0.</summary>
    public required double Matthews { get; init; }

    /// <summary>Agreement beyond chance (Cohen 1960); null where labels and predictions are all one class.</summary>
    public double? CohenKappa { get; init; }

    /// <summary>Each class against the rest, in the order of the classes.</summary>
    public required IReadOnlyList<ClassMetrics> PerClass { get; init; }

    /// <summary>Counts; rows are true classes, columns predicted ones.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; }

    /// <summary>The reliability diagram: the bins that are not empty.</summary>
    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <summary>Computes everything from probabilities.</summary>
    /// <param name="probabilities">(examples, classes), row-major; each row sums to 1.</param>
    /// <param name="labels">(examples): the true classes, from 0.</param>
    /// <param name="classes">The names of the classes, at least two.</param>
    /// <exception cref="GraftException">A value is NaN or infinite or no probability, a label is no class, or the sizes disagree; the rows are named.</exception>
    public static ClassificationMetrics Compute(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, IReadOnlyList<string> classes) =>
        new ClassificationScoring(new ScoreTable(probabilities, labels, classes.Count).RequireProbabilities(), classes).Metrics();

    /// <summary>Computes everything from logits, through softmax.</summary>
    /// <param name="logits">(examples, classes), row-major.</param>
    /// <param name="labels">(examples): the true classes, from 0.</param>
    /// <param name="classes">The names of the classes, at least two.</param>
    /// <exception cref="GraftException">A value is NaN or infinite, a label is no class, or the sizes disagree; the rows are named.</exception>
    public static ClassificationMetrics ComputeFromLogits(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, IReadOnlyList<string> classes)
    {
        ScoreTable table = new(logits, labels, classes.Count);
        return Compute(Softmax.Rows(table), labels, classes);
    }
}
