using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Training;
using Graft.Training.Tracking;

namespace Graft.Cli.Output;

/// <summary>Records what graft train does: in the list of runs, for TensorBoard, and where it is wished on an MLflow server.</summary>
internal static class Tracking
{
    public static Option<string?> Mlflow { get; } = new("--mlflow") { Description = "address of an MLflow server that the run is reported to" };
    public static Option<string?> TensorBoard { get; } = new("--tensorboard") { Description = "folder of TensorBoard event files; GRAFT_HOME/tensorboard where it is not given" };

    /// <summary>Begins to record a run.</summary>
    public static RunRecorder Begin(ParseResult parsed, Recipe recipe, string bundle, CancellationToken cancel)
    {
        string home = Globals.Hub(parsed).HomeFolder, name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(bundle)));
        JsonObject values = JsonNode.Parse(recipe.ToJson())!.AsObject();
        string folder = Path.Combine(parsed.GetValue(TensorBoard) ?? Path.Combine(home, "tensorboard"), FormattableString.Invariant($"{name}-{DateTimeOffset.UtcNow:yyyyMMdd-HHmmss}"));
        List<Func<IRunLog>> logs = [() => new StoredRunLog(home, bundle, values), () => new TensorBoardLog(folder)];
        if (parsed.GetValue(Mlflow) is { } server)
        {
            if (Globals.Hub(parsed).Offline) throw new GraftException("--mlflow reports to a server, and --offline opens no connection: leave one of them out.");
            logs.Add(() => new MlflowLog(server, name, values));
        }
        return new RunRecorder(logs, message => Console.Error.WriteLine($"warning: the run is not recorded everywhere: {message}"), new EpochLines(parsed.GetValue(Globals.Quiet)), cancel);
    }
}
