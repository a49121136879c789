using System.CommandLine;
using System.Text.Json;
using Graft.Cli.Output;
using Graft.Cli.Plots;
using Graft.Reports;
using Graft.Training;
using Graft.Training.Loop;

namespace Graft.Cli.Commands;

/// <summary>graft lr-find: which learning rate suits a run.</summary>
internal static class LrFindCommand
{
    private static readonly Option<int> Batches = new("--batches") { Description = "rates to try, one for each batch", DefaultValueFactory = _ => 100 };
    private static readonly Option<string?> Plot = new("--plot") { Description = "file for the curve of losses over rates: .html, .png or .svg" };

    public static Command Create()
    {
        Command find = new("lr-find", "Find a learning rate: rates rise from batch to batch until the loss explodes, on weights that are thrown away.\n\nExample:\n  graft lr-find photos/ --unfreeze-last 1 --plot rates.html") { Batches, Plot };
        TrainCommand.AddTo(find);
        find.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return find;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        RateSuggestion found = Rehearsal.FindRate(TrainCommand.RecipeOf(parsed), RecipeFlags.Hub(parsed), parsed.GetValue(Batches), new ProgressLine(parsed.GetValue(Globals.Quiet)), cancel);
        if (parsed.GetValue(Plot) is { } file) Draw(file, found);
        if (parsed.GetValue(Globals.Json))
            Console.Out.WriteLine(JsonSerializer.Serialize(new { valley = found.Valley, steep = found.Steep, minimum = found.Minimum, rates = found.Rates.Take(found.Losses.Length), losses = found.Losses }));
        else
            Results.Table(["suggestion", "rate", "what it is"],
            [
                ["valley", Text(found.Valley), "within the longest descent: take this one with --rate"],
                ["steep", Text(found.Steep), "where the loss falls most steeply"],
                ["minimum / 10", Text(found.Minimum), "a tenth of the rate with the lowest loss"],
            ]);
        return ExitCodes.Done;
    }

    private static void Draw(string file, RateSuggestion found)
    {
        if (ChartFile.Is(file)) ChartFile.Write(file, () => Charts.Rates(found.Rates, found.Losses, found.Valley));
        else RatePage.Write(file, found.Rates, found.Losses, found.Valley);
    }

    private static string Text(double rate) => rate.ToString("0.0e+0", System.Globalization.CultureInfo.InvariantCulture);
}
