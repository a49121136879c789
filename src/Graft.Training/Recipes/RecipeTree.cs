using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Graft.Training.Recipes;

/// <summary>What a recipe says before it is known what its values mean: a text, a list, or branches by key. Nothing but keys and texts; YAML's tags and aliases are refused.</summary>
internal sealed class RecipeTree
{
    private const long Largest = 1 << 20;

    /// <summary>A single value; null where there are branches or a list, or where the file says null.</summary>
    public string? Text { get; private init; }

    /// <summary>The entries of a list; null where it is none.</summary>
    public IReadOnlyList<RecipeTree>? List { get; private init; }

    /// <summary>What stands below each key.</summary>
    public Dictionary<string, RecipeTree> Branches { get; } = new(StringComparer.Ordinal);

    public static RecipeTree Open(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists) throw new GraftException($"There is no recipe '{path}'.");
        if (file.Length > Largest) throw new GraftException($"{path}: expected a recipe of at most {Largest} bytes, found {file.Length}.");
        return Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" ? OfYaml(File.ReadAllText(path), path) : OfJson(File.ReadAllText(path), path);
    }

    public static RecipeTree OfText(string text) => new() { Text = text };

    public static RecipeTree OfJson(string json, string source)
    {
        using JsonDocument document = Checkpoints.Json.Parse(source, "a recipe", System.Text.Encoding.UTF8.GetBytes(json));
        return Branch(document.RootElement, source);
    }

    public static RecipeTree OfYaml(string yaml, string source)
    {
        try
        {
            RefuseAliases(yaml, source);
            YamlStream stream = [];
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count > 1) throw new GraftException($"{source}: expected one YAML document, found {stream.Documents.Count}.");
            RecipeTree root = stream.Documents.Count == 0 ? new() : Of(stream.Documents[0].RootNode);
            return root.Text is null && root.List is null ? root : throw new GraftException($"{source}: expected keys and values, such as 'backbone: resnet18', found {(root.List is null ? "a text" : "a list")}.");
        }
        catch (YamlException e)
        {
            throw new GraftException($"{source}: it is not valid YAML: line {e.Start.Line}, column {e.Start.Column}: {e.Message}", e);
        }
    }

    /// <summary>Takes a setting 'group.key=value'; nothing behind the sign is null.</summary>
    /// <exception cref="GraftException">It has no sign of equality.</exception>
    public void Set(string setting)
    {
        int sign = setting.IndexOf('=');
        if (sign < 1) throw new GraftException($"Expected a setting such as training.epochs=5, got '{setting}'.");
        Put(setting[..sign].Trim(), setting[(sign + 1)..]);
    }

    /// <summary>Puts a value under a dotted key.</summary>
    public void Put(string key, string value)
    {
        RecipeTree at = this;
        string[] parts = [.. key.Split('.').Select(Key)];
        foreach (string part in parts[..^1])
        {
            if (!at.Branches.TryGetValue(part, out RecipeTree? next) || next.Text is not null) at.Branches[part] = next = new();
            at = next;
        }
        at.Branches[parts[^1]] = new() { Text = value.Length > 0 ? value : null };
    }

    /// <summary>Takes from another tree what this one does not say.</summary>
    public void Fill(RecipeTree below)
    {
        foreach ((string key, RecipeTree value) in below.Branches)
        {
            if (!Branches.TryGetValue(key, out RecipeTree? mine)) Branches[key] = value;
            else if (mine.Text is null && mine.List is null) mine.Fill(value);
        }
    }

    private static RecipeTree Branch(JsonElement element, string source) => element.ValueKind switch
    {
        JsonValueKind.Object => With(element.EnumerateObject().Select(p => (p.Name, Branch(p.Value, source)))),
        JsonValueKind.Array => new() { List = [.. element.EnumerateArray().Select(e => Branch(e, source))] },
        JsonValueKind.Null => new(),
        JsonValueKind.String => new() { Text = element.GetString() },
        _ => new() { Text = element.GetRawText() },
    };

    private static RecipeTree Of(YamlNode node) => node switch
    {
        YamlMappingNode mapping => With(mapping.Children.Select(c => (((YamlScalarNode)c.Key).Value ?? "", Of(c.Value)))),
        YamlSequenceNode sequence => new() { List = [.. sequence.Children.Select(Of)] },
        YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" } => new(),
        YamlScalarNode scalar => new() { Text = scalar.Value },
        _ => new(),
    };

    private static RecipeTree With(IEnumerable<(string Key, RecipeTree Value)> branches)
    {
        RecipeTree tree = new();
        foreach ((string key, RecipeTree value) in branches) tree.Branches[Key(key)] = value;
        return tree;
    }

    // Flags are written with hyphens, keys with underscores; both mean the same.
    private static string Key(string key) => key.Trim().Replace('-', '_');

    private static void RefuseAliases(string yaml, string source)
    {
        Parser parser = new(new StringReader(yaml));
        while (parser.MoveNext())
        {
            if (parser.Current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false }) throw new GraftException($"{source}: line {parser.Current.Start.Line}: anchors and aliases are not for recipes: write the value out.");
            if (parser.Current is MappingStart) continue;
            if (parser.Current is NodeEvent { Tag: { IsEmpty: false } tag }) throw new GraftException($"{source}: line {parser.Current.Start.Line}: the tag {tag} is not for recipes: write the bare value.");
        }
    }
}
