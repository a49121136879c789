using Graft.Cli.Output;
using Graft.Training;
using Graft.Training.Policies;

namespace Graft.Cli.Commands;

/// <summary>graft train --dry-run: what would learn, at what rate, where the frontier lies, and what it costs.</summary>
internal static class DryRunTable
{
    public static int Print(Recipe recipe, Hub.HubOptions hub)
    {
        (IReadOnlyList<DryRun> phases, int examples) = Rehearsal.Describe(recipe, hub);
        int epochs = recipe.Policy.IsHeadOnly ? 0 : recipe.Training.Epochs;
        foreach (DryRun phase in phases)
        {
            Console.Error.WriteLine(phase.Summary());
            (IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows) = phase.ToTable();
            Results.Table(header, rows);
        }
        double seconds = phases.Average(p => p.EstimatedSeconds(examples, epochs));
        Console.Error.WriteLine(FormattableString.Invariant($"{examples} training photos, {epochs} epochs: roughly {seconds:F0} s at 200 billion operations a second"));
        return ExitCodes.Done;
    }
}
