using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Cli.Output;
using Graft.Hub.DataSets;

namespace Graft.Cli.Commands;

/// <summary>graft pull-data: fetches a data set and lays it out for training.</summary>
internal static class PullDataCommand
{
    private static readonly Argument<string?> Source = new("data") { Description = "a built-in name, hf:datasets/org/name, a URL, or an archive; the names are listed if it is not given", DefaultValueFactory = _ => null };
    private static readonly Option<string?> Hash = new("--sha256") { Description = "the hash of the archive, where its address has none" };
    private static readonly Option<bool> FirstUse = new("--first-use") { Description = "accept an archive that nobody vouches for, and remember its hash" };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "folder to lay it out in; a folder in the cache if it is not given" };

    public static Command Create()
    {
        Command pull = new("pull-data", "Fetch a data set and lay it out for training.\n\nExamples:\n  graft pull-data hymenoptera --first-use -o ants-and-bees\n  graft pull-data hf:datasets/ylecun/mnist")
        {
            Source, Hash, FirstUse, Output,
        };
        pull.SetAction(RunAsync);
        return pull;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(Source) is not { } source)
        {
            Results.Table(["name", "licence", "holds", "from"], KnownDataSets.All.Select(d => (IReadOnlyList<string>)[d.Name, d.Licence, d.Summary, d.Source]));
            return ExitCodes.Done;
        }
        DataPullOptions options = new() { Sha256 = parsed.GetValue(Hash), FirstUse = parsed.GetValue(FirstUse), Folder = parsed.GetValue(Output) };
        PulledData data = await DataPull.RunAsync(source, options, Globals.Hub(parsed), cancel).ConfigureAwait(false);
        foreach (string note in data.Notes) Console.Error.WriteLine($"note: {note}");
        Console.Error.WriteLine($"{data.Address}: {data.Files} files, licence {data.Licence ?? "unknown"}");
        if (parsed.GetValue(Globals.Json)) HubJson.Print(ToJson(data));
        else Console.Out.WriteLine(data.Folder);
        return ExitCodes.Done;
    }

    private static JsonObject ToJson(PulledData data) => new()
    {
        ["folder"] = data.Folder,
        ["address"] = data.Address.ToString(),
        ["licence"] = data.Licence,
        ["files"] = data.Files,
        ["notes"] = new JsonArray([.. data.Notes.Select(n => JsonValue.Create(n))]),
    };
}
