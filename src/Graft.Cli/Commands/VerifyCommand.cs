using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Cli.Output;
using Graft.Hub;
using Graft.Hub.Caches;

namespace Graft.Cli.Commands;

/// <summary>graft verify: hashes cached models anew.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string?> Address = new("address") { Description = "what to check; everything if it is not given", DefaultValueFactory = _ => null };

    public static Command Create()
    {
        Command verify = new("verify", "Hash the models in the caches and compare them with what was published.\n\nExamples:\n  graft verify\n  graft verify acme/tiny-bert") { Address };
        verify.SetAction(Run);
        return verify;
    }

    private static int Run(ParseResult parsed)
    {
        IReadOnlyList<CheckedModel> all = ModelCaches.Verify(parsed.GetValue(Address) is { } address ? ModelAddress.Parse(address) : null, Globals.Hub(parsed));
        CheckedModel[] bad = [.. all.Where(c => c.Faults.Count > 0)];
        if (parsed.GetValue(Globals.Json)) HubJson.Print(new JsonArray([.. all.Select(HubJson.Of)]));
        else Results.Table(["address", "files", "size", "state"], all.Select(Row));
        foreach (CheckedModel model in bad)
            foreach (string fault in model.Faults) Console.Error.WriteLine($"error: {fault}");
        foreach (CheckedModel model in bad) Console.Error.WriteLine($"Fetch it again: graft remove {model.Model.Address}, graft pull {model.Model.Address}");
        return bad.Length == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static IReadOnlyList<string> Row(CheckedModel check) =>
        [check.Model.Address.ToString()!, Results.Text(check.Model.Files), Size.Of(check.Model.Size), check.Faults.Count == 0 ? "whole" : $"{check.Faults.Count} wrong"];
}
