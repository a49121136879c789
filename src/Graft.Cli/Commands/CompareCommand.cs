using System.CommandLine;
using System.Text.Json;
using Graft.Cli.Output;
using Graft.Evaluation;
using Graft.Reports;

namespace Graft.Cli.Commands;

/// <summary>graft compare: bundles side by side on the same examples.</summary>
internal static class CompareCommand
{
    private const int Shown = 20;
    private static readonly Argument<string[]> Bundles = new("bundles") { Description = "what graft train has left, two or more; the others are compared with the first", Arity = new ArgumentArity(2, 100) };
    private static readonly Option<string?> Data = new("--data") { Description = "labelled photos or texts; where it is not given, those that the first bundle was trained on, of which its test part is scored" };
    private static readonly Option<string?> Html = new("--html") { Description = "writes a page with the examples that changed" };

    public static Command Create()
    {
        Command compare = new("compare", "Compare bundles on the same examples.\n\nExamples:\n  graft compare pets-a pets-b --data more-photos/\n  graft compare pets-a pets-b --html difference.html") { Bundles, Data, Html };
        compare.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return compare;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        Comparison comparison = new BundleExamples(parsed.GetRequiredValue(Bundles), parsed.GetValue(Data)).Compare(cancel);
        if (parsed.GetValue(Html) is { } page) ComparisonPage.Write(page, comparison);
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(JsonSerializer.Serialize(comparison, EvaluationJson.Readable.Comparison));
        else Print(comparison);
        Results.Skipped(comparison.Skipped);
        return ExitCodes.Done;
    }

    private static void Print(Comparison c)
    {
        string[] names = [.. c.Models.Select(ComparisonRows.NameOf)];
        Console.Out.WriteLine($"{c.Changed.Count} of {c.Models[0].Metrics.Count} examples ({c.Data}) got different answers{(c.Changed.Count > Shown ? $"; the first {Shown}" : "")}:");
        if (c.Changed.Count > 0)
            Results.Table(["change", "input", "label", .. names], c.Changed.Take(Shown).Select(e => (IReadOnlyList<string>)[e.Change, TextResults.Short(e.Input.ReplaceLineEndings(" | ")), TextResults.Short(e.Label), .. e.Answers.Select(Text)]));
        Console.Out.WriteLine();
        Results.Table(["", .. names], ComparisonRows.Of(c).Select(r => (IReadOnlyList<string>)[r.Name, .. r.Values]));
        foreach ((McNemar test, string other) in c.AgainstFirst.Zip(names.Skip(1))) Console.Out.WriteLine(ComparisonPage.Sentence(test, names[0], other));
    }

    private static string Text(Answer answer) => answer.Probability is double p ? $"{answer.Label} {Results.Text(p)}" : TextResults.Short(answer.Label);
}
