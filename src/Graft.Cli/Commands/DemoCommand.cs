using System.CommandLine;
using Graft.Bundles;
using Graft.Cli.Demo;
using Graft.Cli.Output;
using Graft.Training;

namespace Graft.Cli.Commands;

/// <summary>graft demo photos: draws photos, trains on them, evaluates, predicts, and says what to type for one's own.</summary>
internal static class DemoCommand
{
    private const int PerClass = 60;
    private static readonly Argument<string> What = new("what") { Description = "photos", DefaultValueFactory = _ => "photos" };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "folder for the photos and the bundle", DefaultValueFactory = _ => "graft-demo" };

    public static Command Create()
    {
        Command demo = new("demo", "See the whole flow on photos that Graft draws itself.\n\nExample:\n  graft demo photos") { What, Output };
        What.AcceptOnlyFromAmong("photos");
        demo.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return demo;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        string folder = parsed.GetRequiredValue(Output), photos = Path.Combine(folder, "photos"), bundle = Path.Combine(folder, "bundle");
        Directory.CreateDirectory(folder);
        DemoPhotos.Write(photos, PerClass, seed: 0);
        Console.Error.WriteLine($"drew {DemoPhotos.Classes.Count} classes of {PerClass} photos in {photos}");
        TransferResult result = Transfer.Run(new Recipe { Data = photos }, bundle, Globals.Hub(parsed), new ProgressLine(parsed.GetValue(Globals.Quiet)), cancel: cancel);
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(TransferJson.Of(result));
        else Print(result, photos);
        Console.Error.WriteLine("\nFor your own photos, one sub-folder per class:\n  graft train my-photos/ -o my-bundle\n  graft predict my-bundle some-photo.jpg");
        return ExitCodes.Done;
    }

    private static void Print(TransferResult result, string photos)
    {
        TrainCommand.Print(result);
        using Predictor predictor = Predictor.Open(result.Bundle);
        Results.Predictions(DemoPhotos.Classes.Select(c => predictor.Predict(Path.Combine(photos, c.Label, $"{c.Label}-000.jpg"))));
    }
}
