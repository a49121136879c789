using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Attribution;
using Graft.Bundles;
using Graft.Cli.Output;
using Graft.Data;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Graphs;
using Graft.Hub;
using Graft.Reports;
using Graft.Training;
using Graft.Training.Attribution;
using Graft.Training.Reporting;
using Graft.Training.Texts;
using Graft.Training.Tracking;

namespace Graft.Cli.Commands;

/// <summary>What train, evaluate and predict do where the data are texts.</summary>
internal static class TextResults
{
    public static int Train(Recipe recipe, ParseResult parsed, HubOptions hub, string bundle, RunRecorder record, CancellationToken cancel)
    {
        TextTransferResult result = TextTransfer.Run(recipe, bundle, hub, new ProgressLine(parsed.GetValue(Globals.Quiet)), record, cancel);
        record.End(TextBundle.Metrics(result));
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(Json(new() { ["bundle"] = result.Bundle, ["metrics"] = TextBundle.Metrics(result) }));
        else Print(result);
        return result.Tuning is { Interrupted: true } ? ExitCodes.Interrupted : ExitCodes.Done;
    }

    public static void Print(TextTransferResult result)
    {
        foreach (string note in result.Origin.Notes) Console.Error.WriteLine($"note: {note}");
        Tell(result.Task, result.Columns, result.LeftOut, result.CutTexts);
        Console.Error.WriteLine(string.Join(", ", result.Counts.Select(c => $"{c.Value} {c.Key}")));
        Results.Notices(result.Remarks, "worth a look");
        if (result.Tuning is { } tuning) Tell(tuning);
        ValidationFlags.Print(result.CrossValidation, result.Calibration, result.SuspectedLabels);
        if (result.Scores.Count > 0) Results.TaskScores("texts", result.Scores);
        else Console.Error.WriteLine("No texts were kept for scoring; graft evaluate scores the bundle on others.");
        Console.Out.WriteLine($"bundle: {result.Bundle}");
    }

    public static int Evaluate(ParseResult parsed, string bundle, string data, string? page, CancellationToken cancel)
    {
        using TextPredictor predictor = TextPredictor.Open(bundle, threads: 1);
        TextSet set = TextSets.Open(data, TextOptions.Told(parsed, predictor.Task));
        string whole = Path.GetFileName(Path.TrimEndingDirectorySeparator(set.Source));
        Dictionary<string, TextExample[]> parts = set.Examples.Where(e => !set.HasParts || e.Part is Part.Validation or Part.Test)
            .GroupBy(e => set.HasParts ? e.Part!.Value.Name() : whole).OrderByDescending(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray());
        Dictionary<string, (TextBundleScores Scores, float[][] Outputs)> said = parts.ToDictionary(p => p.Key, p => TextBundleEvaluation.RunWithOutputs(predictor, p.Value, cancel));
        Dictionary<string, TextBundleScores> scores = said.ToDictionary(s => s.Key, s => s.Value.Scores);
        if (page is not null) Report.Write(page, TextReport.OfBundle(bundle, predictor, set, parts, said, cancel));
        Tell(set.Task, set.Columns, set.Notices, scores.Values.Sum(s => s.CutTexts));
        Dictionary<string, TaskMetrics> metrics = scores.ToDictionary(s => s.Key, s => s.Value.Metrics);
        if (parsed.GetValue(Globals.Json))
        {
            Console.Out.WriteLine(Json(new() { ["metrics"] = new JsonObject(metrics.Select(m => KeyValuePair.Create(m.Key, JsonSerializer.SerializeToNode(m.Value, EvaluationJson.Readable.TaskMetrics)))) }));
            return ExitCodes.Done;
        }
        Results.TaskScores("texts", metrics);
        foreach (ClassificationMetrics m in metrics.Values.OfType<ClassificationMetrics>()) Results.PerClass(m);
        return ExitCodes.Done;
    }

    public static int Predict(ParseResult parsed, string bundle, string[] inputs, bool csv, bool explain, string? folder, CancellationToken cancel)
    {
        using TextPredictor predictor = TextPredictor.Open(bundle, threads: inputs.Length == 1 ? null : 1);
        (string, string?)[] texts = [.. Texts(parsed, predictor, inputs)];
        IReadOnlyList<TextPrediction> predictions = predictor.PredictAll(texts, cancel);
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(ResultJson.Of(predictions));
        else if (csv) Csv(predictor, predictions);
        else Results.Table(["text", "answer", "probability"], predictions.Select(p => (IReadOnlyList<string>)[Short(p.Pair is null ? p.Input : $"{p.Input} | {p.Pair}"), Answer(p), p.Probability is double sure ? Results.Text(sure) : ""]));
        if (explain) Explain(predictor, texts, folder, cancel);
        int cut = predictions.Count(p => p.Cut), windows = predictor.Preprocessing.Windows;
        if (cut > 0) Console.Error.WriteLine($"{cut} of {predictions.Count} texts were longer than {(windows == 1 ? "" : $"{windows} windows of ")}{predictor.Preprocessing.MaxLength} tokens, and cut");
        return ExitCodes.Done;
    }

    /// <summary>What answers rest on, by the method that is asked for.</summary>
    public static int Explain(ParseResult parsed, string bundle, string[] inputs, string method, string? label, string? folder, CancellationToken cancel)
    {
        string[] methods = [TextOcclusion.Method, TextGradients.Method];
        if (!methods.Contains(method)) throw new UnknownNameException("method for texts", method, methods);
        using TextPredictor predictor = TextPredictor.Open(bundle, threads: 1);
        Graph? model = method == TextOcclusion.Method ? null : OnnxFile.Read(File.Exists(bundle) ? bundle : Path.Combine(bundle, BundleFiles.Model));
        TextAttribution[] explained = [.. Texts(parsed, predictor, inputs).Select(t => model is null ? TextOcclusion.Explain(predictor, t.Item1, t.Item2, label, cancel) : TextGradients.Explain(model, predictor, t.Item1, t.Item2, label))];
        if (explained.Length == 0) throw new GraftException("There is no text to explain.");
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(new JsonArray([.. explained.Select(TextExplanations.ToJson)]).ToJsonString(EvaluationJson.Readable.Options));
        else TextExplanations.Print(explained);
        if (folder is not null) Console.Error.WriteLine($"page: {TextExplanations.Write(explained, folder)}");
        return ExitCodes.Done;
    }

    private static void Explain(TextPredictor predictor, (string, string?)[] texts, string? folder, CancellationToken cancel)
    {
        TextAttribution[] explained = [.. texts.Select(t => TextOcclusion.Explain(predictor, t.Item1, t.Item2, cancel: cancel))];
        foreach (TextAttribution text in explained) Console.Error.WriteLine(TextExplanations.Line(text));
        if (folder is not null && explained.Length > 0) Console.Error.WriteLine($"page: {TextExplanations.Write(explained, folder)}");
    }

    /// <summary>Arguments that are files of texts are read; others are texts. For pairs, two texts that follow each other.</summary>
    private static IEnumerable<(string, string?)> Texts(ParseResult parsed, TextPredictor predictor, string[] inputs)
    {
        string[] plain = [.. inputs.Where(i => !TextSets.Are(i))];
        foreach (string file in inputs.Where(TextSets.Are))
            foreach (TextExample example in TextSets.Open(file, TextOptions.Told(parsed, predictor.Task, unlabelled: true)).Examples) yield return (example.Text, predictor.Preprocessing.Pairs ? example.Pair : null);
        if (predictor.Preprocessing.Pairs && plain.Length % 2 != 0) throw new GraftException($"The model wants pairs of texts: give an even number of them, not {plain.Length}.");
        foreach (string[] some in plain.Chunk(predictor.Preprocessing.Pairs ? 2 : 1)) yield return (some[0], some.Length > 1 ? some[1] : null);
    }

    private static void Tell(TextTuningResult tuning)
    {
        foreach ((string part, TaskMetrics before) in tuning.Before ?? new Dictionary<string, TaskMetrics>())
            Console.Error.WriteLine($"before training: {part} {string.Join(", ", Measures.Of(before).Take(2).Select(m => FormattableString.Invariant($"{m.Name} {m.Value:F4}")))}");
        if (tuning.BestEpoch is int best) Console.Error.WriteLine($"kept: the weights of epoch {best} of {tuning.History.Count}, the best on validation");
        if (tuning.Interrupted) Console.Error.WriteLine("interrupted: the bundle has the best weights so far; the same command goes on from here");
    }

    private static void Tell(TextTask task, TextColumns? columns, IReadOnlyList<Notice> leftOut, int cut)
    {
        Console.Error.WriteLine($"{task.Name()}{(columns is null ? "" : $" ({columns})")}");
        Results.Notices(leftOut, "left out");
        if (cut > 0) Console.Error.WriteLine($"{cut} text{(cut == 1 ? " was" : "s were")} longer than the model takes, and cut");
    }

    private static void Csv(TextPredictor predictor, IReadOnlyList<TextPrediction> predictions)
    {
        Console.Out.WriteLine(string.Join(',', predictor.Labels.Select(l => $"p({l})").Prepend("probability").Prepend("answer").Prepend("text").Select(PredictCommand.Field)));
        foreach (TextPrediction p in predictions)
            Console.Out.WriteLine(string.Join(',', predictor.Labels.Select(l => Number(p.Probabilities?.GetValueOrDefault(l))).Prepend(Number(p.Probability)).Prepend(Answer(p)).Prepend(p.Input).Select(PredictCommand.Field)));
    }

    private static string Answer(TextPrediction p) => p.Label ?? (p.Labels is not null ? string.Join(';', p.Labels) : p.Spans is not null ? string.Join("; ", p.Spans.Select(s => $"{s.Text} [{s.Label}]")) : Results.Text(p.Score ?? 0));

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    internal static string Short(string text) => text.Length <= 80 ? text : text[..79] + "…";

    private static string Json(JsonObject json) => json.ToJsonString(EvaluationJson.Readable.Options);
}
