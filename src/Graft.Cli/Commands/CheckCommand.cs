using System.CommandLine;
using Graft.Cli.Output;
using Graft.Data;
using Graft.Data.Checks;

namespace Graft.Cli.Commands;

/// <summary>graft check: says what is wrong with data. Exit code 1 where scores would be untrue.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> Data = new("data") { Description = "folder with one sub-folder of photos per class (or train, validation, test folders of such), or a CSV/TSV file of path,label" };
    private static readonly Option<string?> Fix = new("--fix") { Description = "write a cleaned manifest (path,label,partition) to this file; no original is touched" };

    public static Command Create()
    {
        Command check = new("check", "Find what is wrong with data: damaged files, duplicates, leaks, contradictory labels.\n\nExamples:\n  graft check photos/\n  graft check photos/ --fix clean.csv") { Data, Fix };
        check.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return check;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        ExampleSet set = ExampleSets.Open(parsed.GetRequiredValue(Data));
        DataReport report = DataCheck.Photos(set, progress: new ProgressLine(parsed.GetValue(Globals.Quiet)), cancel: cancel);
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(CheckResults.Json(report));
        else CheckResults.Print(report);
        if (parsed.GetValue(Fix) is string path) CheckResults.Print(CleanManifest.Write(set, report, path), path);
        return report.HasErrors ? ExitCodes.Failed : ExitCodes.Done;
    }
}
