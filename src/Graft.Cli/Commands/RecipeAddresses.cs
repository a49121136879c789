using Graft.Bundles;
using Graft.Hub;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Graft.Cli.Commands;

/// <summary>The models and remote data that a recipe names, wherever in it they stand.</summary>
internal static class RecipeAddresses
{
    private static readonly string[] Keys = ["backbone", "teacher"];

    /// <summary>The lock that belongs to a recipe or bundle.</summary>
    public static string LockPath(string recipe) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(FileOf(recipe)))!, ModelPins.FileName);

    /// <summary>Reads JSON or YAML (of which JSON is a part).</summary>
    public static IReadOnlyList<string> Read(string recipe)
    {
        string path = FileOf(recipe);
        if (!File.Exists(path)) throw new GraftException($"There is no recipe '{path}'. Expected a JSON or YAML file, or a bundle with {BundleFiles.Recipe} in it.");
        try
        {
            YamlStream yaml = [];
            yaml.Load(new StringReader(File.ReadAllText(path)));
            return [.. yaml.Documents.SelectMany(document => Below(document.RootNode)).Distinct()];
        }
        catch (YamlException e)
        {
            throw new GraftException($"'{path}' is neither JSON nor YAML: {e.Message} (line {e.Start.Line}).", e);
        }
    }

    private static string FileOf(string recipe) => Directory.Exists(recipe) ? Path.Combine(recipe, BundleFiles.Recipe) : recipe;

    private static IEnumerable<string> Below(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(pair => Named(pair.Key, pair.Value) ?? Below(pair.Value)),
        YamlSequenceNode list => list.Children.SelectMany(Below),
        _ => [],
    };

    private static IEnumerable<string>? Named(YamlNode key, YamlNode value) =>
        key is YamlScalarNode { Value: { } name } && value is YamlScalarNode { Value: { Length: > 0 } text } && (Keys.Contains(name) || name == "data" && IsRemote(text)) ? [text] : null;

    private static bool IsRemote(string data) => !Directory.Exists(data) && !File.Exists(data) && data.Contains(':') && ModelAddress.Parse(data) is not LocalAddress;
}
