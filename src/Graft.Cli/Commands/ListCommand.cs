using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Cli.Output;
using Graft.Hub.Caches;

namespace Graft.Cli.Commands;

/// <summary>graft list: what lies in the caches.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        Command list = new("list", "List the models in the caches of this machine.\n\nExample:\n  graft list --json");
        list.SetAction(Run);
        return list;
    }

    private static int Run(ParseResult parsed)
    {
        IReadOnlyList<CachedModel> models = ModelCaches.List(Globals.Hub(parsed));
        if (parsed.GetValue(Globals.Json)) HubJson.Print(new JsonArray([.. models.Select(HubJson.Of)]));
        else Results.Table(["address", "is", "files", "size", "last used"], models.Select(Row));
        return ExitCodes.Done;
    }

    private static IReadOnlyList<string> Row(CachedModel model) =>
        [model.Address.ToString()!, string.Join(", ", model.Names), Results.Text(model.Files), Size.Of(model.Size), model.LastUsed.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)];
}
