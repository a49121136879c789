using System.CommandLine;
using Graft.Bundles;
using Graft.Cli.Commands;
using Graft.Cli.Output;
using Graft.Training;

namespace Graft.Cli.Demo;

/// <summary>Draws photos, trains on them, evaluates, predicts, and says what to type for one's own.</summary>
internal static class PhotoDemo
{
    private const int PerClass = 60;

    public static int Run(ParseResult parsed, string folder, CancellationToken cancel)
    {
        string photos = Path.Combine(folder, "photos"), bundle = Path.Combine(folder, "bundle");
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
