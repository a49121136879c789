using Graft.Data.Checks;
using Graft.Evaluation;
using Graft.Reports.Sections;

namespace Graft.Reports;

/// <summary>Reasons not to trust the scores or the model, derived from the numbers, the gravest first.</summary>
internal static class Warnings
{
    /// <summary>Fewer examples than this make an interval of more than about 10 points up and down.</summary>
    public const int FewScored = 100;

    /// <summary>A class with fewer scored examples says little of its recall.</summary>
    public const int FewOfClass = 10;

    /// <summary>From here on a probability must not be taken at its word.</summary>
    public const double LargeCalibrationError = 0.1;

    public static IEnumerable<string> Of(ReportInput input, ExampleView view)
    {
        foreach (IGrouping<string, Finding> kind in (input.Findings ?? []).Where(f => f.Severity == Severity.Error).GroupBy(f => f.Check))
            yield return $"{DataChecks.Name(kind.Key)}: {kind.Count()} found. {kind.First().Message} See Data checks.";
        foreach (ScoredPart part in input.Parts)
            if (part.Metrics is ClassificationMetrics metrics)
                foreach (string warning in OfPart(part.Name, metrics, view)) yield return warning;
        if (input.Parts.Count == 0) yield return "Nothing was scored: how good the model is, is not known.";
        if (input.Skipped.Count > 0) yield return $"{view.Count(input.Skipped.Count)} could not be used; Data checks names them.";
    }

    private static IEnumerable<string> OfPart(string part, ClassificationMetrics metrics, ExampleView view)
    {
        if (metrics.ChosenOn) yield return $"Choices were made on {part}: its scores are too good.";
        if (metrics.Count < FewScored) yield return $"Only {view.Count(metrics.Count)} for {part}: the accuracy may as well be {PlainWords.Percent(metrics.AccuracyInterval.Low)} or {PlainWords.Percent(metrics.AccuracyInterval.High)}.";
        double baseline = metrics.PerClass.Max(c => c.Support) / (double)metrics.Count;
        if (metrics.AccuracyInterval.Low <= baseline) yield return $"On {part} the model is not reliably better than always answering the most frequent class ({PlainWords.Percent(baseline)}).";
        string[] never = [.. metrics.PerClass.Where(c => c.Support > 0 && c.Recall == 0).Select(c => PlainWords.Quoted(c.Label))];
        if (never.Length > 0) yield return $"Never recognised on {part}: {string.Join(", ", never)}.";
        string[] few = [.. metrics.PerClass.Where(c => c.Support < FewOfClass).Select(c => $"{PlainWords.Quoted(c.Label)} ({c.Support})")];
        if (few.Length > 0) yield return $"Classes with fewer than {FewOfClass} examples in {part}, so that their numbers say little: {string.Join(", ", few.Take(10))}{(few.Length > 10 ? $" and {few.Length - 10} more" : "")}.";
        if (metrics.Ece > LargeCalibrationError) yield return $"Probabilities are off by {PlainWords.Percent(metrics.Ece)} on average on {part}: don't use them as they are to decide.";
    }
}
