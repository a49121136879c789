using System.CommandLine;
using System.Text.Json;
using Graft.Cli.Output;
using Graft.Data;
using Graft.Evaluation;
using Graft.Reports;

namespace Graft.Cli.Commands;

/// <summary>graft compare: bundles side by side on the same examples.</summary>
internal static class CompareCommand
{
    private const int Shown = 20;
    private static readonly JsonSerializerOptions Snake = new(EvaluationJson.Readable.Options) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver() };
    private static readonly Argument<string[]> Bundles = new("bundles") { Description = "what graft train has left, two or more; the others are compared with the first", Arity = new ArgumentArity(2, 100) };
    private static readonly Option<string?> Data = new("--data") { Description = "labelled photos; where it is not given, those that the first bundle was trained on, of which its test part is scored" };
    private static readonly Option<string?> Html = new("--html") { Description = "writes a page with the examples that changed" };

    public static Command Create()
    {
        Command compare = new("compare", "Compare bundles on the same examples.\n\nExamples:\n  graft compare pets-a pets-b --data more-photos/\n  graft compare pets-a pets-b --html difference.html") { Bundles, Data, Html };
        compare.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return compare;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        string[] bundles = parsed.GetRequiredValue(Bundles);
        (string name, Example[] examples) = ComparedData.Of(bundles, parsed.GetValue(Data));
        Comparison comparison = Comparison.Of(bundles, name, examples, cancel);
        if (parsed.GetValue(Html) is { } page) ComparisonPage.Write(page, comparison);
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(JsonSerializer.Serialize(comparison, Snake));
        else Print(comparison);
        Results.Skipped(comparison.Skipped);
        return ExitCodes.Done;
    }

    private static void Print(Comparison c)
    {
        Results.Table(["bundle", "examples", "accuracy", "95 % interval", "macro F1", "log loss", "ECE", "p against first"], c.Models.Select((m, i) => (IReadOnlyList<string>)
            [m.Bundle, Results.Text(m.Metrics.Count), Results.Text(m.Metrics.Accuracy), $"{Results.Text(m.Metrics.AccuracyInterval.Low)} to {Results.Text(m.Metrics.AccuracyInterval.High)}",
                Results.Text(m.Metrics.MacroF1), Results.Text(m.Metrics.LogLoss), Results.Text(m.Metrics.Ece), i == 0 ? "" : Results.Text(c.AgainstFirst[i - 1].ExactP)]));
        Console.Out.WriteLine($"\n{c.Changed.Count} examples got different answers{(c.Changed.Count > Shown ? $"; the first {Shown}" : "")}:");
        Results.Table(["change", "file", "label", .. c.Models.Select(m => Path.GetFileName(Path.TrimEndingDirectorySeparator(m.Bundle)))],
            c.Changed.Take(Shown).Select(e => (IReadOnlyList<string>)[e.Change, e.Input, e.Label, .. e.Answers.Select(a => $"{a.Label} {Results.Text(a.Probability)}")]));
    }
}
