using System.CommandLine;
using System.CommandLine.Parsing;
using Graft.Cli.Output;
using Graft.Hub;
using Graft.Training;
using Graft.Training.Recipes;

namespace Graft.Cli.Commands;

/// <summary>The flags for what lies below all other flags: a recipe in a file, and settings by key.</summary>
internal static class RecipeFlags
{
    private static readonly Option<string?> File = new("--recipe") { Description = "recipe to begin with: YAML, JSON, or a bundle that has one; flags win over it" };
    private static readonly Option<string[]> Settings = new("--set") { Description = "a setting of the recipe by its key, such as training.epochs=5; may be given several times" };

    public static IReadOnlyList<Option> All { get; } = [File, Settings];

    /// <summary>Wrong usage: neither data nor a recipe or setting that could name them.</summary>
    public static void RequireData(CommandResult given, Argument<string?> data)
    {
        if (given.GetValue(data) is null && given.GetValue(File) is null && given.GetValue(Settings) is not { Length: > 0 })
            given.AddError($"Required argument missing for command: '{given.Command.Name}': name the data, or a recipe that does.");
    }

    /// <summary>The hub, held to the graft.lock beside the recipe where there is one: the same bytes on every machine, or an error.</summary>
    public static HubOptions Hub(ParseResult parsed) =>
        parsed.GetValue(File) is { } recipe ? Globals.Hub(parsed) with { Pins = ModelPins.Open(RecipeAddresses.LockPath(recipe)) } : Globals.Hub(parsed);

    /// <summary>Writes what a run has pinned anew beside the recipe. Bundles have theirs, and stay as they are.</summary>
    public static void Keep(ParseResult parsed, ModelPins? pins)
    {
        if (pins is null || parsed.GetValue(File) is not { } recipe || Directory.Exists(recipe)) return;
        string path = RecipeAddresses.LockPath(recipe);
        if (ModelPins.Open(path).Addresses.Count < pins.Addresses.Count) pins.Save(path);
    }

    /// <summary>What file and settings say, and the defaults where they say nothing.</summary>
    public static Recipe Below(ParseResult parsed, string? data, string? usual = null) => RecipeFile.Read(parsed.GetValue(File), parsed.GetValue(Settings) ?? [], data, usual);
}
