namespace Graft.Evaluation.Calibration;

/// <summary>How well probabilities say how often they are right.</summary>
/// <param name="LogLoss">Mean negative logarithm of the true class's probability.</param>
/// <param name="Brier">Mean squared distance from the truth, 0 to 2.</param>
/// <param name="Ece">Expected calibration error in 15 bins of confidence.</param>
/// <param name="AdaptiveEce">The same in 15 groups of equal size.</param>
/// <param name="Accuracy">Share that is right; a temperature leaves it as it is.</param>
/// <param name="Reliability">The bins that are not empty.</param>
public sealed record CalibrationScores(double LogLoss, double Brier, double Ece, double AdaptiveEce, double Accuracy, IReadOnlyList<ReliabilityBin> Reliability)
{
    internal static CalibrationScores Of(ClassificationMetrics metrics) => new(metrics.LogLoss, metrics.Brier, metrics.Ece, metrics.AdaptiveEce, metrics.Accuracy, metrics.Reliability);
}

/// <summary>Logits with their true classes.</summary>
/// <param name="Logits">(examples, classes), row-major.</param>
/// <param name="Labels">The true classes, from 0.</param>
public sealed record LabelledLogits(float[] Logits, int[] Labels);

/// <summary>What calibrating did: fitted on one part, scored on another.</summary>
/// <param name="Calibrator">What was fitted; null where the examples determine none and the logits were left alone.</param>
/// <param name="FittedOn">How many examples it was fitted on.</param>
/// <param name="Remark">Why there is none; null where there is one.</param>
/// <param name="Before">Scores on the held-out examples without it.</param>
/// <param name="After">Scores on the held-out examples with it.</param>
public sealed record CalibrationReport(Calibrator? Calibrator, int FittedOn, string? Remark, CalibrationScores Before, CalibrationScores After)
{
    /// <summary>Fits on validation, scores on held-out examples. What doesn't help on validation examples left out of its fit, beyond chance, is not kept.</summary>
    /// <param name="method">Which kind.</param>
    /// <param name="validation">What it is fitted on.</param>
    /// <param name="heldOut">What it is scored on: other examples.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <exception cref="GraftException">A logit is NaN or infinite, a label is no class, or the sizes disagree; the rows are named.</exception>
    public static CalibrationReport Run(CalibrationMethod method, LabelledLogits validation, LabelledLogits heldOut, IReadOnlyList<string> classes)
    {
        (Calibrator? calibrator, string? remark) = CalibrationChoice.Make(method, validation, classes.Count);
        CalibrationScores before = CalibrationScores.Of(ClassificationMetrics.ComputeFromLogits(heldOut.Logits, heldOut.Labels, classes));
        CalibrationScores after = calibrator is null ? before
            : CalibrationScores.Of(ClassificationMetrics.Compute(calibrator.Apply(heldOut.Logits, classes.Count), heldOut.Labels, classes));
        return new(calibrator, validation.Labels.Length, remark, before, after);
    }
}
