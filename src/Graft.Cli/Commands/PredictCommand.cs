using System.CommandLine;
using System.Globalization;
using System.Text;
using Graft.Attribution;
using Graft.Bundles;
using Graft.Cli.Output;
using Graft.Data.Texts;

namespace Graft.Cli.Commands;

/// <summary>graft predict: labels and probabilities for photos or texts. Never loads libtorch.</summary>
internal static class PredictCommand
{
    private const int Few = 4; // photos in which preparing a model for speed is not earned back

    private static readonly Argument<string> Bundle = new("bundle") { Description = "what graft train has left, or its model.onnx" };
    private static readonly Argument<string[]> Files = new("files") { Description = "photos, or folders of photos; texts, or files of texts", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> Csv = new("--csv") { Description = "print comma-separated values" };
    private static readonly Option<bool> Explain = new("--explain") { Description = "also draw which parts of each photo its label rests on, or tell which words of each text" };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "folder for what --explain draws; heat maps lie beside the photos where it is not given" };

    public static Command Create()
    {
        Command predict = new("predict", "Predict photos or texts with a bundle.\n\nExamples:\n  graft predict pets cat.jpg dog.jpg\n  graft predict pets inbox/ --json\n  graft predict mails \"Where is my card?\"\n  graft predict mails new.csv --text body") { Bundle, Files, Csv, Explain, Output };
        foreach (Option option in TextOptions.Columns) predict.Add(option);
        predict.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return predict;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        if (TextPredictor.IsText(parsed.GetRequiredValue(Bundle))) return TextResults.Predict(parsed, parsed.GetRequiredValue(Bundle), parsed.GetRequiredValue(Files), parsed.GetValue(Csv), parsed.GetValue(Explain), parsed.GetValue(Output), cancel);
        string[] files = [.. parsed.GetRequiredValue(Files).SelectMany(Expand)];
        using Predictor predictor = files.Length <= Few ? Predictor.OpenForFew(parsed.GetRequiredValue(Bundle)) : Predictor.Open(parsed.GetRequiredValue(Bundle), threads: 1);
        if (predictor.Task != TextTask.Classification && parsed.GetValue(Explain)) throw new GraftException("--explain tells what one class rests on; this model answers with several labels or numbers. Leave it out.");
        if (predictor.Task != TextTask.Classification) return TargetResults.Predict(parsed, new(predictor), files, parsed.GetValue(Csv), cancel);
        IReadOnlyList<PredictionOutcome> outcomes = predictor.PredictAll(files, cancel);
        Prediction[] predictions = [.. outcomes.Where(o => o.Prediction is not null).Select(o => o.Prediction!)];
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(ResultJson.Of(predictions));
        else if (parsed.GetValue(Csv)) Console.Out.Write(ToCsv(predictor.Labels, predictions));
        else Results.Predictions(predictions);
        if (parsed.GetValue(Explain))
        {
            Explanations drawn = new(predictor, parsed.GetValue(Output));
            foreach (Prediction p in predictions) Console.Error.WriteLine($"heat map: {drawn.Draw(p.Input, PhotoOcclusion.Explain(predictor, p.Input, p.Label, cancel: cancel)).HeatMap}");
        }
        foreach (PredictionOutcome fault in outcomes.Where(o => o.Error is not null)) Console.Error.WriteLine($"error: {fault.Input}: {fault.Error}");
        return predictions.Length == outcomes.Count ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static IEnumerable<string> Expand(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => !Path.GetFileName(f).StartsWith('.')).Order(StringComparer.Ordinal) : [path];

    private static string ToCsv(IReadOnlyList<string> labels, Prediction[] predictions)
    {
        StringBuilder text = new();
        text.AppendLine(string.Join(',', labels.Select(l => $"p({l})").Prepend("probability").Prepend("label").Prepend("file").Select(Field)));
        foreach (Prediction p in predictions)
            text.AppendLine(string.Join(',', labels.Select(l => Number(p.Probabilities[l])).Prepend(Number(p.Probability)).Prepend(Field(p.Label)).Prepend(Field(p.Input))));
        return text.ToString();
    }

    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static string Field(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
