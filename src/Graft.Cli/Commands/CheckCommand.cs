using System.CommandLine;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Data;
using Graft.Data.Checks;
using Graft.Data.Texts;
using Graft.Hub;
using Graft.Training;

namespace Graft.Cli.Commands;

/// <summary>graft check: says what is wrong with data. Exit code 1 where scores would be untrue.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> Data = new("data") { Description = "folder with one sub-folder of photos per class (or train, validation, test folders of such), a table of path and label, or texts as CSV, TSV, JSON Lines, Parquet or CoNLL" };
    private static readonly Option<string?> Text = new("--text") { Description = "column of the text; guessed where it is not given" };
    private static readonly Option<string?> Label = new("--label") { Description = "column of the label" };
    private static readonly Option<string?> Pair = new("--pair") { Description = "column of the second text" };
    private static readonly Option<string?> Backbone = new("--backbone") { Description = "also look for label errors, outliers and similar features, by the features of this network" };
    private static readonly Option<string?> Fix = new("--fix") { Description = "write a cleaned manifest (path,label,partition) to this file; no original is touched" };

    public static Command Create()
    {
        Command check = new("check", "Find what is wrong with data: damaged files, duplicates, leaks, contradictory labels.\n\nExamples:\n  graft check photos/\n  graft check photos/ --fix clean.csv\n  graft check photos/ --backbone resnet18") { Data, Text, Label, Pair, Backbone, Fix };
        check.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return check;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        string data = parsed.GetRequiredValue(Data);
        DataReport report = TextSets.Are(data) ? Texts(data, parsed) : Photos(data, parsed, cancel);
        return report.HasErrors ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static DataReport Photos(string data, ParseResult parsed, CancellationToken cancel)
    {
        ExampleSet set = ExampleSets.Open(data, new() { Label = parsed.GetValue(Label) });
        ProgressLine progress = new(parsed.GetValue(Globals.Quiet));
        DataReport report = DataCheck.Photos(set, progress: progress, cancel: cancel);
        if (parsed.GetValue(Backbone) is string address)
        {
            HubOptions hub = Globals.Hub(parsed);
            report = FeatureChecks.Add(set, report, BackboneLoader.Load(address, hub), hub.HomeFolder, progress: progress, cancel: cancel);
        }
        Print(parsed, report);
        if (parsed.GetValue(Fix) is string path) CheckResults.Print(CleanManifest.Write(set, report, path), path);
        return report;
    }

    private static DataReport Texts(string data, ParseResult parsed)
    {
        TextSet set = TextSets.Open(data, new() { Text = parsed.GetValue(Text), Label = parsed.GetValue(Label), Pair = parsed.GetValue(Pair) });
        DataReport report = DataCheck.Texts(set);
        Print(parsed, report);
        if (parsed.GetValue(Fix) is string path) CheckResults.Print(CleanManifest.Write(set, report, path), path);
        return report;
    }

    private static void Print(ParseResult parsed, DataReport report)
    {
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(CheckResults.Json(report));
        else CheckResults.Print(report);
    }
}
