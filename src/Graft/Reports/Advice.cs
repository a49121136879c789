using Graft.Data.Checks;
using Graft.Evaluation;
using Graft.Reports.Sections;

namespace Graft.Reports;

/// <summary>What to try next, derived from the numbers; what helps most first.</summary>
internal static class Advice
{
    private const double ManyOfTheErrors = 0.2, PoorRecall = 0.8, Uneven = 5, Uncalibrated = 0.05, Good = 0.95;
    private const int FewTraining = 50;

    public static IEnumerable<string> Of(ReportInput input)
    {
        ExampleView view = ExampleView.Of(input.Kind);
        if ((input.Findings ?? []).FirstOrDefault(f => f.Severity == Severity.Error) is { } grave) yield return $"Mend the data first ({DataChecks.Name(grave.Check)}): graft check tells all of it, and with --fix writes a cleaned list.";
        if (PlainWords.Main(input)?.Metrics is not ClassificationMetrics metrics) yield break;
        foreach (string advice in OfClasses(input, metrics, view)) yield return advice;
        foreach (string advice in OfConfusion(metrics, view)) yield return advice;
        if (metrics.Accuracy < Good && input.Curves.Count == 0) yield return "Let more than the head learn: --unfreeze-last 1 trains the backbone's last stage too, which mostly gains where your examples differ from those that it was trained on.";
        if (metrics.Ece > Uncalibrated && input.CalibrationRemark is null && input.Parts.All(p => p.BeforeCalibration is null)) yield return $"Calibrate: probabilities are off by {PlainWords.Percent(metrics.Ece)}; temperature scaling on validation mends that without changing any answer.";
        if (metrics.AccuracyInterval.High - metrics.AccuracyInterval.Low > 0.1) yield return $"Score on more {view.Noun}s: with {metrics.Count} the accuracy is known to {PlainWords.Percent((metrics.AccuracyInterval.High - metrics.AccuracyInterval.Low) / 2)} up or down, so that small gains can't be told from luck.";
        if (metrics.Accuracy >= Good) yield return "Try it on examples of another source: scores on more of the same say little about other cameras, writers or days.";
    }

    private static IEnumerable<string> OfClasses(ReportInput input, ClassificationMetrics metrics, ExampleView view)
    {
        if (input.TrainingCounts.Count != metrics.PerClass.Count) yield break;
        (ClassMetrics Class, int Training)[] poor = [.. metrics.PerClass.Zip(input.TrainingCounts).Where(c => c.First.Support > 0 && c.First.Recall < PoorRecall && c.Second < FewTraining).OrderBy(c => c.First.Recall)];
        if (poor.Length > 0) yield return $"Collect more {view.Noun}s of {string.Join(", ", poor.Take(5).Select(p => $"{PlainWords.Quoted(p.Class.Label)} ({p.Training} for training, {PlainWords.Percent(p.Class.Recall)} recognised)"))}.";
        int least = input.TrainingCounts.Min(), most = input.TrainingCounts.Max();
        if (least > 0 && most > Uneven * least && metrics.BalancedAccuracy < metrics.Accuracy - 0.02)
            yield return $"Try --balance-classes: the largest class has {most} training {view.Noun}s, the smallest {least}, and rare classes fare worse (balanced accuracy {PlainWords.Percent(metrics.BalancedAccuracy)}).";
    }

    private static IEnumerable<string> OfConfusion(ClassificationMetrics metrics, ExampleView view)
    {
        int errors = PlainWords.Errors(metrics);
        if (ConfusedPair.Of(metrics).FirstOrDefault() is not { Count: > 2 } pair) yield break;
        string share = pair.Count > ManyOfTheErrors * errors ? $", {PlainWords.Percent((double)pair.Count / errors)} of all mistakes" : "";
        yield return $"Look at the {view.Count(pair.Count)} of {PlainWords.Quoted(pair.True)} taken for {PlainWords.Quoted(pair.Predicted)}{share}: are the labels right, and would you tell them apart? If not, merge the classes or write down a rule.";
    }
}
