using System.CommandLine;
using Graft.Bundles;
using Graft.Cli.Output;
using Graft.Data;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Graphs;
using Graft.Reports;
using Graft.Training.Reporting;

namespace Graft.Cli.Commands;

/// <summary>graft evaluate: scores a bundle on labelled photos.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string> Bundle = new("bundle") { Description = "what graft train has left" };
    private static readonly Argument<string> Data = new("data") { Description = "labelled photos or texts; where they have parts, validation and test are scored" };
    private static readonly Option<string?> ReportFile = new("--report") { Description = "writes a page with the scores, the confusion matrix with its examples, and the mistakes" };

    public static Command Create()
    {
        Command evaluate = new("evaluate", "Score a bundle on labelled photos or texts.\n\nExample:\n  graft evaluate pets more-photos/") { Bundle, Data, ReportFile };
        foreach (Option option in TextOptions.Columns) evaluate.Add(option);
        evaluate.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return evaluate;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        if (TextPredictor.IsText(parsed.GetRequiredValue(Bundle))) return TextResults.Evaluate(parsed, parsed.GetRequiredValue(Bundle), parsed.GetRequiredValue(Data), parsed.GetValue(ReportFile), cancel);
        using Predictor predictor = Predictor.Open(parsed.GetRequiredValue(Bundle), threads: 1);
        if (predictor.Task != TextTask.Classification) return TargetResults.Evaluate(parsed, new(predictor), parsed.GetRequiredValue(Data), parsed.GetValue(ReportFile), cancel);
        ExampleSet set = ExampleSets.Open(parsed.GetRequiredValue(Data), TextOptions.ToldOfPhotos(parsed, TextTask.Classification));
        string whole = Path.GetFileName(Path.TrimEndingDirectorySeparator(set.Source));
        Dictionary<string, IReadOnlyList<Example>> parts = set.Examples.Where(e => !set.HasParts || e.Part is Part.Validation or Part.Test)
            .GroupBy(e => set.HasParts ? e.Part!.Value.Name() : whole).OrderByDescending(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<Example>)[.. g]);
        Dictionary<string, BundleScores> scores = parts.ToDictionary(p => p.Key, p => BundleEvaluation.Run(predictor, p.Value, cancel));
        if (parsed.GetValue(ReportFile) is { } page) Report.Write(page, ReportOf(parsed.GetRequiredValue(Bundle), predictor, EvaluationReport.Of(parsed.GetRequiredValue(Bundle), predictor.Labels, scores, parts, set.Notices), cancel));
        Results.Skipped([.. scores.Values.SelectMany(s => s.Skipped), .. set.Notices]);
        Dictionary<string, ClassificationMetrics> metrics = scores.ToDictionary(s => s.Key, s => s.Value.Metrics);
        if (parsed.GetValue(Globals.Json))
        {
            Console.Out.WriteLine(TransferJson.Of(metrics));
            return ExitCodes.Done;
        }
        Results.Scores(metrics);
        foreach (ClassificationMetrics m in metrics.Values) Results.PerClass(m);
        return ExitCodes.Done;
    }

    /// <summary>With heat maps of the mistakes.</summary>
    private static ReportInput ReportOf(string bundle, Predictor predictor, ReportInput report, CancellationToken cancel) => report with
    {
        Parts = ErrorHeatMaps.Add(report.Parts, OnnxFile.Read(File.Exists(bundle) ? bundle : Path.Combine(bundle, BundleFiles.Model)), predictor.Preprocessing, cancel),
    };
}
