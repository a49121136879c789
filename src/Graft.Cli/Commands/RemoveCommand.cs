using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Cli.Output;
using Graft.Hub;
using Graft.Hub.Caches;

namespace Graft.Cli.Commands;

/// <summary>graft remove: takes a model out of its cache.</summary>
internal static class RemoveCommand
{
    private static readonly Argument<string> Address = new("address") { Description = "what to take out; without version or revision all of them" };

    public static Command Create()
    {
        Command remove = new("remove", "Take a model out of the cache.\n\nExample:\n  graft remove acme/tiny-bert") { Address };
        remove.SetAction(Run);
        return remove;
    }

    private static int Run(ParseResult parsed)
    {
        IReadOnlyList<CachedModel> removed = ModelCaches.Remove(ModelAddress.Parse(parsed.GetRequiredValue(Address)), Globals.Hub(parsed));
        if (parsed.GetValue(Globals.Json)) HubJson.Print(new JsonArray([.. removed.Select(HubJson.Of)]));
        else foreach (CachedModel model in removed) Console.Out.WriteLine($"removed {model.Address} ({Results.Text(model.Files)} files, {Size.Of(model.Size)})");
        return ExitCodes.Done;
    }
}
