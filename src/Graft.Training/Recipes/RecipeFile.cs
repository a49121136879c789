using Graft.Bundles;

namespace Graft.Training.Recipes;

/// <summary>
/// Recipes in files: JSON, or YAML for people. Keys are those of <see cref="Recipe"/> in snake case, options of a group below the group's key; what a file does not say
/// keeps its default. Unknown keys and values of the wrong kind are errors, all told at once with the nearest names.
/// </summary>
public static class RecipeFile
{
    /// <summary>Reads a recipe.</summary>
    /// <param name="path">A .json, .yaml or .yml file, or a bundle, whose recipe is meant; null to begin with the defaults.</param>
    /// <param name="settings">Settings that win over the file: 'training.epochs=5'.</param>
    /// <param name="data">The data, where they are named beside the recipe; wins over the file.</param>
    /// <param name="usual">What holds where neither file nor settings say anything, as JSON; null for the defaults of <see cref="Recipe"/>.</param>
    /// <exception cref="GraftException">The file is missing or malformed, a key is unknown, a value does not fit, or no data are named.</exception>
    public static Recipe Read(string? path, IReadOnlyList<string>? settings = null, string? data = null, string? usual = null)
    {
        if (Directory.Exists(path)) path = Path.Combine(path, BundleFiles.Recipe);
        RecipeTree tree = path is null ? new() : RecipeTree.Open(path);
        foreach (string setting in settings ?? []) tree.Set(setting);
        if (data is not null) tree.Put("data", data);
        if (usual is not null) tree.Fill(RecipeTree.OfJson(usual, "usual recipe"));
        if (!tree.Branches.ContainsKey("data")) throw new GraftException($"{path ?? "recipe"}: expected 'data', the folder or file of examples, found none. Name it in the recipe or on the command line.");
        return RecipeBinding.Bind<Recipe>(tree, path ?? "settings");
    }
}
