using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Bundles;
using Graft.Cli.Output;
using Graft.Data;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Hub;
using Graft.Reports;
using Graft.Training;
using Graft.Training.Photos;
using Graft.Training.Tracking;

namespace Graft.Cli.Commands;

/// <summary>What train, evaluate and predict do where photos have several labels or numbers.</summary>
internal static class TargetResults
{
    public static int Train(Recipe recipe, ParseResult parsed, HubOptions hub, string bundle, RunRecorder record, CancellationToken cancel)
    {
        TargetTransferResult result = TargetTransfer.Run(recipe, bundle, hub, new ProgressLine(parsed.GetValue(Globals.Quiet)), record, cancel);
        record.End(TargetBundle.Metrics(result));
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(ResultJson.Of(new JsonObject { ["bundle"] = result.Bundle, ["metrics"] = TargetBundle.Metrics(result) }));
        else Print(result);
        return result.Tuning is { Interrupted: true } ? ExitCodes.Interrupted : ExitCodes.Done;
    }

    public static int Evaluate(ParseResult parsed, TargetPredictor predictor, string data, string? page, CancellationToken cancel)
    {
        PhotoDataOptions told = TextOptions.ToldOfPhotos(parsed, predictor.Task);
        bool numbers = predictor.Task == TextTask.Regression;
        ExampleSet set = ExampleSets.Open(data, numbers && told.Label is null ? told with { Label = string.Join(',', predictor.Names) } : told);
        if (numbers && set.Targets.Count != predictor.Names.Count) throw new GraftException($"The model gives {string.Join(", ", predictor.Names)}, the data have {string.Join(", ", set.Targets)}. Name their columns with --label.");
        string whole = Path.GetFileName(Path.TrimEndingDirectorySeparator(set.Source));
        Dictionary<string, TargetBundleScores> scores = set.Examples.Where(e => !set.HasParts || e.Part is Part.Validation or Part.Test)
            .GroupBy(e => set.HasParts ? e.Part!.Value.Name() : whole).OrderByDescending(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => TargetBundleEvaluation.Run(predictor, [.. g], cancel));
        Notice[] skipped = [.. scores.Values.SelectMany(s => s.Skipped), .. set.Notices];
        if (page is not null) Report.Write(page, new() { Title = $"How the model fares on {whole}", Classes = predictor.Task == TextTask.MultiLabel ? predictor.Names : [], Parts = [.. scores.Select(s => new ScoredPart(s.Key, s.Value.Metrics, []))], Skipped = skipped });
        Results.Skipped(skipped);
        Dictionary<string, TaskMetrics> metrics = scores.ToDictionary(s => s.Key, s => s.Value.Metrics);
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(ResultJson.Of(new JsonObject { ["metrics"] = new JsonObject(metrics.Select(m => KeyValuePair.Create(m.Key, JsonSerializer.SerializeToNode(m.Value, EvaluationJson.Readable.TaskMetrics)))) }));
        else Scores(metrics);
        return ExitCodes.Done;
    }

    public static int Predict(ParseResult parsed, TargetPredictor predictor, string[] files, bool csv, CancellationToken cancel)
    {
        IReadOnlyList<TargetOutcome> outcomes = predictor.PredictAll(files, cancel);
        TargetPrediction[] predictions = [.. outcomes.Select(o => o.Prediction).OfType<TargetPrediction>()];
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(ResultJson.Of(predictions));
        else if (csv) Csv(predictor, predictions);
        else Results.Table(["file", .. Header(predictor)], predictions.Select(p => (IReadOnlyList<string>)[p.Input, .. Cells(predictor, p, Results.Text)]));
        foreach (TargetOutcome fault in outcomes.Where(o => o.Error is not null)) Console.Error.WriteLine($"error: {fault.Input}: {fault.Error}");
        return predictions.Length == outcomes.Count ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Csv(TargetPredictor predictor, TargetPrediction[] predictions)
    {
        Console.Out.WriteLine(string.Join(',', Header(predictor).Prepend("file").Select(PredictCommand.Field)));
        foreach (TargetPrediction p in predictions) Console.Out.WriteLine(string.Join(',', Cells(predictor, p, PredictCommand.Number).Prepend(p.Input).Select(PredictCommand.Field)));
    }

    private static string[] Header(TargetPredictor predictor) => predictor.Task == TextTask.Regression ? [.. predictor.Names] : ["labels", .. predictor.Names.Select(n => $"p({n})")];

    private static string[] Cells(TargetPredictor predictor, TargetPrediction p, Func<double, string> text) => p.Score is double score ? [text(score)]
        : p.Scores is { } scores ? [.. predictor.Names.Select(n => text(scores[n]))] : [string.Join(';', p.Labels!), .. predictor.Names.Select(n => text(p.Probabilities![n]))];

    private static void Print(TargetTransferResult result)
    {
        foreach (string note in result.Origin.Notes) Console.Error.WriteLine($"note: {note}");
        Results.Skipped(result.Skipped);
        Results.Notices(result.Remarks, "worth a look");
        Console.Error.WriteLine($"{result.Task.Name()}; {string.Join(", ", result.Counts.Select(c => $"{c.Value} {c.Key}"))}");
        if (result.Tuning is { } tuning) Tell(tuning);
        if (result.Thresholds is { } thresholds) Console.Error.WriteLine($"thresholds chosen by {thresholds.By}: {string.Join(", ", thresholds.Values.Select(Results.Text))}");
        if (result.Scores.Count > 0) Scores(result.Scores);
        else Console.Error.WriteLine("No photos were kept for scoring; graft evaluate scores the bundle on others.");
        Console.Out.WriteLine($"bundle: {result.Bundle}");
    }

    private static void Tell(TargetTuningResult tuning)
    {
        foreach ((string part, TaskMetrics alone) in tuning.HeadScores)
            Console.Error.WriteLine($"the head alone: {part} {string.Join(", ", Measures.Of(alone).Select(m => FormattableString.Invariant($"{m.Name} {m.Value:F3}")))}");
        if (tuning.BestEpoch is int best) Console.Error.WriteLine($"kept: the weights of epoch {best} of {tuning.History.Count}, the best on validation");
        if (tuning.Interrupted) Console.Error.WriteLine("interrupted: the bundle has the best weights so far; the same command goes on from here");
    }

    private static void Scores(IReadOnlyDictionary<string, TaskMetrics> scores)
    {
        Results.TaskScores("photos", scores);
        foreach (MultilabelMetrics m in scores.Values.OfType<MultilabelMetrics>())
            Results.Table(["label", "photos", "threshold", "precision", "recall", "F1"], m.PerClass.Select(l => (IReadOnlyList<string>)[l.Label, Results.Text(l.Support), Results.Text(l.Threshold), Results.Text(l.Precision), Results.Text(l.Recall), Results.Text(l.F1)]));
        foreach (MultiRegressionMetrics m in scores.Values.OfType<MultiRegressionMetrics>())
            Results.Table(["number", "mae", "rmse", "R2"], m.PerTarget.Select(t => (IReadOnlyList<string>)[t.Target, Results.Text(t.Mae), Results.Text(t.Rmse), t.R2 is double r2 ? Results.Text(r2) : ""]));
    }
}
