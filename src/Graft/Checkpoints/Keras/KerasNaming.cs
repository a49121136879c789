using System.Text.RegularExpressions;
using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>One name for each variable of a Keras file: layer and role, 'conv1_conv/kernel', as far as the file tells them; else the path in the file.</summary>
internal static partial class KerasNaming
{
    private static readonly Dictionary<string, string> OldRoles = new(StringComparer.Ordinal)
    {
        ["W"] = "kernel", ["b"] = "bias", ["gamma"] = "gamma", ["beta"] = "beta", ["running_mean"] = "moving_mean", ["running_std"] = "moving_variance",
    };

    /// <summary>All variables by name.</summary>
    /// <param name="variables">What the file holds.</param>
    /// <param name="model">Its configuration, which the layout of Keras 3 needs to tell layers by name.</param>
    public static Dictionary<string, TensorData> Tensors(KerasVariables variables, KerasLayer? model)
    {
        Dictionary<string, (string Layer, string[]? Roles)> layers = model is null || !variables.ByPosition ? [] : Layers(model);
        Dictionary<string, TensorData> tensors = new(StringComparer.Ordinal);
        foreach (KerasGroup group in variables.Groups)
            for (int i = 0; i < group.Variables.Count; i++)
                Add(tensors, group, i, variables.ByPosition ? Positional(group, i, layers) : Named(group.Group, group.Variables[i].Name));
        return tensors;
    }

    /// <summary>For each place of the layout of Keras 3 ('layers/dense_1'), the layer that lies there.</summary>
    public static Dictionary<string, (string Layer, string[]? Roles)> Layers(KerasLayer model)
    {
        Dictionary<string, (string, string[]?)> found = new(StringComparer.Ordinal);
        foreach ((string path, KerasLayer layer) in Places(model, ""))
        {
            string[] places = KerasRoles.Places(layer);
            string[]? roles = KerasRoles.Of(layer);
            for (int i = 0; i < places.Length; i++)
            {
                int count = (roles?.Length ?? 0) / places.Length;
                found[places[i].Length == 0 ? path : $"{path}/{places[i]}"] = (layer.Name, roles?[(i * count)..((i + 1) * count)]);
            }
        }
        return found;
    }

    /// <summary>Every layer with its place: the class in snake case, numbered within its model.</summary>
    public static IEnumerable<(string Path, KerasLayer Layer)> Places(KerasLayer model, string below)
    {
        Dictionary<string, int> used = new(StringComparer.Ordinal);
        foreach (KerasLayer layer in model.Children)
        {
            string kind = SnakeCase(layer.Kind);
            int number = used[kind] = used.GetValueOrDefault(kind, -1) + 1;
            string path = FormattableString.Invariant($"{below}layers/{kind}{(number == 0 ? "" : $"_{number}")}");
            if (!layer.IsModel) yield return (path, layer);
            else foreach ((string, KerasLayer) inner in Places(layer, $"{path}/")) yield return inner;
        }
    }

    /// <summary>Keras' own rule: 'SeparableConv2D' gives 'separable_conv2d', 'ReLU' gives 're_lu'.</summary>
    public static string SnakeCase(string name) => LowerUpper().Replace(WordStart().Replace(name, "$1_$2"), "$1_$2").ToLowerInvariant();

    private static void Add(Dictionary<string, TensorData> tensors, KerasGroup group, int index, string name)
    {
        TensorData value = group.Variables[index].Value;
        if (tensors.TryAdd(name, value) || tensors.TryAdd($"{group.Group}/{name}", value)) return;
        for (int i = 1; !tensors.TryAdd(FormattableString.Invariant($"{group.Group}/{name}_{i}"), value); i++) { }
    }

    private static string Positional(KerasGroup group, int index, Dictionary<string, (string Layer, string[]? Roles)> layers)
    {
        // Keras 2.12 calls the outermost group otherwise.
        string place = group.Group.Replace("_layer_checkpoint_dependencies/", "layers/", StringComparison.Ordinal);
        (string? layer, string[]? roles) = layers.TryGetValue(place, out (string, string[]?) known) ? known
            : (group.Layer, KerasRoles.Guess(group.Group[(group.Group.LastIndexOf('/') + 1)..], group.Variables.Count));
        return layer is null ? $"{group.Group}/vars/{group.Variables[index].Name}" : index < roles?.Length ? $"{layer}/{roles[index]}" : $"{layer}/{group.Variables[index].Name}";
    }

    private static string Named(string layer, string name)
    {
        if (name.Contains('/')) return name;
        // Keras 1: 'block1_conv1_W_1'.
        string rest = name.StartsWith(layer + "_", StringComparison.Ordinal) ? TrailingNumber().Replace(name[(layer.Length + 1)..], "") : name;
        return $"{layer}/{OldRoles.GetValueOrDefault(rest, name)}";
    }

    [GeneratedRegex("(.)([A-Z][a-z]+)")]
    private static partial Regex WordStart();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex LowerUpper();

    [GeneratedRegex("_[0-9]+$")]
    private static partial Regex TrailingNumber();
}
