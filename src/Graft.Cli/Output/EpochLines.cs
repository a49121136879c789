using Graft.Training.Loop;

namespace Graft.Cli.Output;

/// <summary>A line on standard error for each epoch.</summary>
internal sealed class EpochLines(bool quiet) : IProgress<EpochReport>
{
    public void Report(EpochReport epoch)
    {
        if (quiet) return;
        string validation = epoch.Validation is { } v ? FormattableString.Invariant($", validation loss {v.Loss:F4}, score {v.Score:F4}") : "";
        Console.Error.WriteLine(FormattableString.Invariant($"epoch {epoch.Epoch} ({epoch.Phase}): train loss {epoch.TrainLoss:F4}{validation}, {epoch.Seconds:F1} s"));
    }
}
