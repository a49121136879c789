using System.Text.Json.Nodes;
using Graft.Bundles;
using Graft.Data;

namespace Graft.Cli.Output;

/// <summary>The examples on which bundles are compared.</summary>
internal static class ComparedData
{
    /// <summary>What the user names; else the test part of what the first bundle was trained on, as its recipe divides it.</summary>
    public static (string Name, Example[] Examples) Of(IReadOnlyList<string> bundles, string? data)
    {
        JsonNode? recipe = data is null ? Recipe(bundles[0]) : null;
        string source = data ?? recipe?["data"]?.GetValue<string>() ?? throw new GraftException($"'{bundles[0]}' does not say what it was trained on. Name labelled photos with --data.");
        ExampleSet set = ExampleSets.Open(source);
        if (data is not null && !set.HasParts) return (Path.GetFileName(Path.TrimEndingDirectorySeparator(set.Source)), [.. set.Examples]);
        Part[] parts = Partition.Of(set, PartitionShares.Parse(recipe?["partition"]?.GetValue<string>() ?? new PartitionShares().ToString()), recipe?["seed"]?.GetValue<long>() ?? 0);
        Part scored = parts.Contains(Part.Test) ? Part.Test : Part.Validation;
        WarnOfOtherDivisions(bundles, recipe, set);
        return (scored.Name(), [.. set.Examples.Where((_, i) => parts[i] == scored)]);
    }

    private static void WarnOfOtherDivisions(IReadOnlyList<string> bundles, JsonNode? recipe, ExampleSet set)
    {
        if (recipe is null || set.HasParts) return;
        foreach (string other in bundles.Skip(1).Where(b => !Divides(recipe, Recipe(b))))
            Console.Error.WriteLine($"warning: '{other}' was trained on other data or another division of it: it may have learned from what it is scored on here. Name data that none has seen with --data.");
    }

    private static bool Divides(JsonNode recipe, JsonNode? other) => other is not null && new[] { "data", "partition", "seed" }.All(k => recipe[k]?.ToString() == other[k]?.ToString());

    private static JsonNode? Recipe(string bundle)
    {
        string path = Path.Combine(bundle, BundleFiles.Recipe);
        return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;
    }
}
