using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Bundles;
using Graft.Cli.Output;
using Graft.Cli.Plots;
using Graft.Evaluation;
using Graft.Reports;
using ScottPlot;

namespace Graft.Cli.Commands;

/// <summary>graft plot: a bundle's scores as drawings for papers and slides.</summary>
internal static class PlotCommand
{
    private static readonly Argument<string> Bundle = new("bundle") { Description = "what graft train has left" };
    private static readonly Option<string?> Data = new("--data") { Description = "labelled photos or texts to score; where it is not given, the test part of what the bundle was trained on" };
    private static readonly Option<string[]> What = new("--what") { Description = "confusion, reliability, roc, precision-recall, curves; all that there are where it is not given", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Form = new("--format") { Description = $"{string.Join(" or ", ChartFile.Forms)}; both where it is not given", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "folder for the drawings", DefaultValueFactory = _ => "plots" };

    public static Command Create()
    {
        Command plot = new("plot", "Draw a bundle's scores as PNG and SVG.\n\nExamples:\n  graft plot pets -o plots/\n  graft plot pets --what confusion roc --format svg") { Bundle, Data, What, Form, Output };
        plot.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return plot;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        string bundle = parsed.GetRequiredValue(Bundle), folder = parsed.GetRequiredValue(Output);
        string[] forms = Chosen(parsed.GetValue(Form), ChartFile.Forms, "format"), what = Chosen(parsed.GetValue(What), ["confusion", "reliability", "roc", "precision-recall", "curves"], "drawing");
        Dictionary<string, Func<Plot>> all = what is ["curves"] ? [] : OfScores(new BundleExamples([bundle], parsed.GetValue(Data)).Score(cancel));
        foreach ((string name, Func<Plot> draw) in OfTraining(bundle)) all[name] = draw;
        Directory.CreateDirectory(folder);
        string[] files = [.. all.Where(d => what.Any(w => d.Key == w || d.Key.StartsWith(w + "-", StringComparison.Ordinal))).SelectMany(d => forms.Select(f => Written(Path.Combine(folder, $"{d.Key}.{f}"), d.Value)))];
        if (files.Length == 0) throw new GraftException($"'{bundle}' has nothing of that to draw: {string.Join(", ", what)}. Confusion, reliability, roc and precision-recall are of classifiers, curves of what was trained over epochs.");
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(new JsonArray([.. files.Select(f => (JsonNode)f)]).ToJsonString(EvaluationJson.Readable.Options));
        else foreach (string file in files) Console.Out.WriteLine(file);
        return ExitCodes.Done;
    }

    private static Dictionary<string, Func<Plot>> OfScores(ScoredPart part) => part.Metrics is not ClassificationMetrics metrics ? [] : new()
    {
        ["confusion"] = () => Charts.Confusion(metrics, $"Confusion, {part.Name}"), ["reliability"] = () => Charts.Reliability(metrics, $"Reliability, {part.Name}"),
        ["roc"] = () => Charts.Roc(part), ["precision-recall"] = () => Charts.PrecisionRecall(part),
    };

    /// <summary>Curves over epochs, those of one measure together.</summary>
    private static IEnumerable<(string Name, Func<Plot> Draw)> OfTraining(string bundle)
    {
        string file = Path.Combine(bundle, BundleFiles.Metrics);
        if (!File.Exists(file) || JsonNode.Parse(File.ReadAllText(file))?["tuning"]?["epochs"] is not JsonArray { Count: > 0 } epochs) yield break;
        foreach (string measure in (string[])["loss", "score", "rate"])
        {
            TrainingCurve[] curves = [.. new[] { "train_", "validation_", "" }.Select(p => Curve(epochs, p + measure)).Where(c => c.Values.Count > 0)];
            if (curves.Length > 0) yield return ($"curves-{measure}", () => Charts.Curves(measure, curves));
        }
    }

    private static TrainingCurve Curve(JsonArray epochs, string key)
    {
        JsonNode[] told = [.. epochs.OfType<JsonNode>().Where(e => e[key] is not null)];
        return new(key.Replace('_', ' '), [.. told.Select(e => e["epoch"]!.GetValue<double>())], [.. told.Select(e => e[key]!.GetValue<double>())]);
    }

    private static string Written(string path, Func<Plot> draw)
    {
        ChartFile.Write(path, draw);
        return path;
    }

    private static string[] Chosen(string[]? wished, IReadOnlyList<string> known, string kind)
    {
        if (wished is not { Length: > 0 }) return [.. known];
        foreach (string one in wished) if (!known.Contains(one)) throw new UnknownNameException(kind, one, known);
        return wished;
    }
}
