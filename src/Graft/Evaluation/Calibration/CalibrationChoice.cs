using System.Globalization;

namespace Graft.Evaluation.Calibration;

/// <summary>
/// Whether a calibration is worth keeping. A head whose penalty was chosen by log loss is calibrated already; what is then fitted to validation is noise. So each fifth of the validation examples is
/// calibrated by what the others say, and the calibration kept only where that lowers the log loss by more than its standard error.
/// </summary>
internal static class CalibrationChoice
{
    private const int Folds = 5;

    public static (Calibrator? Kept, string? Remark) Make(CalibrationMethod method, LabelledLogits validation, int classes)
    {
        Calibrator? all = Calibrator.Fit(method, validation.Logits, validation.Labels, classes);
        if (all is null) return (null, $"The {validation.Labels.Length} validation examples determine no calibration (all are right, or the logits say nothing): the logits were left as they are.");
        double[] gains = Gains(method, validation, classes);
        double gain = gains.Average(), error = Math.Sqrt(gains.Sum(g => (g - gain) * (g - gain)) / gains.Length / Math.Max(1, gains.Length - 1));
        return gain > error ? (all, null)
            : (null, string.Create(CultureInfo.InvariantCulture, $"Calibrating changes the log loss of validation examples left out of the fit by {-gain:F4} (standard error {error:F4}), which may be chance: the logits were left as they are."));
    }

    /// <summary>Per example how much its log loss falls by a calibration that has not seen it.</summary>
    private static double[] Gains(CalibrationMethod method, LabelledLogits validation, int classes)
    {
        int[] labels = validation.Labels;
        double[] gains = new double[labels.Length];
        int[] order = [.. Enumerable.Range(0, labels.Length).OrderBy(i => labels[i])];     // each class is spread over the folds
        for (int fold = 0; fold < Folds; fold++)
        {
            int[] held = [.. order.Where((_, at) => at % Folds == fold)], others = [.. order.Where((_, at) => at % Folds != fold)];
            if (held.Length == 0 || others.Length == 0) continue;
            if (Calibrator.Fit(method, Rows(validation.Logits, others, classes), [.. others.Select(i => labels[i])], classes) is not { } without) continue;
            float[] logits = Rows(validation.Logits, held, classes), before = Softmax.Rows(new ScoreTable(logits, [.. held.Select(i => labels[i])], classes)), after = without.Apply(logits, classes);
            for (int i = 0; i < held.Length; i++) gains[held[i]] = Loss(before[(i * classes) + labels[held[i]]]) - Loss(after[(i * classes) + labels[held[i]]]);
        }
        return gains;
    }

    private static double Loss(float probability) => -Math.Log(Math.Max(probability, 1e-15));

    private static float[] Rows(float[] logits, int[] rows, int classes) => [.. rows.SelectMany(r => logits[(r * classes)..((r + 1) * classes)])];
}
