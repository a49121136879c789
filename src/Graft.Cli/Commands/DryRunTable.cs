using System.Text.Json;
using Graft.Cli.Output;
using Graft.Training;
using Graft.Training.Policies;

namespace Graft.Cli.Commands;

/// <summary>graft train --dry-run: what would learn, at what rate, where the frontier lies, and what it costs.</summary>
internal static class DryRunTable
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static int Print(Recipe recipe, Hub.HubOptions hub, bool json)
    {
        (IReadOnlyList<DryRun> phases, int examples) = Rehearsal.Describe(recipe, hub);
        int epochs = recipe.Policy.IsHeadOnly ? 0 : recipe.Training.Epochs;
        double seconds = phases.Average(p => p.EstimatedSeconds(examples, epochs));
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { phases, training_examples = examples, epochs, estimated_seconds = Math.Round(seconds, 1) }, Snake));
            return ExitCodes.Done;
        }
        foreach (DryRun phase in phases)
        {
            Console.Error.WriteLine(phase.Summary());
            (IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows) = phase.ToTable();
            Results.Table(header, rows);
        }
        Console.Error.WriteLine(FormattableString.Invariant($"{examples} training photos, {epochs} epochs: roughly {seconds:F0} s at 200 billion operations a second"));
        return ExitCodes.Done;
    }
}
