using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>The variables of each layer of a model, in Keras' order, wherever the format keeps them.</summary>
internal sealed class KerasWeightSource
{
    private readonly Dictionary<KerasLayer, IReadOnlyList<TensorData>> _byLayer = new(ReferenceEqualityComparer.Instance);

    private KerasWeightSource() { }

    /// <summary>The variables; none for a layer that has none.</summary>
    public IReadOnlyList<TensorData> Of(KerasLayer layer) => _byLayer.GetValueOrDefault(layer) ?? [];

    /// <summary>Of an HDF5 file, in either layout.</summary>
    public static KerasWeightSource Of(KerasLayer model, KerasVariables variables) => variables.ByPosition ? Positional(model, variables)
        : Named(model, variables.Groups.SelectMany(g => g.Variables.Select(v => (g.Group, v.Name, v.Value))));

    /// <summary>Of TensorFlow.js, whose names start with the layer's.</summary>
    public static KerasWeightSource Of(KerasLayer model, Checkpoint checkpoint) => Named(model, checkpoint.Tensors.Select(t => ("", t.Key, t.Value)));

    private static KerasWeightSource Positional(KerasLayer model, KerasVariables variables)
    {
        Dictionary<string, KerasGroup> groups = variables.Groups.ToDictionary(g => g.Group.Replace("_layer_checkpoint_dependencies/", "layers/", StringComparison.Ordinal), StringComparer.Ordinal);
        KerasWeightSource source = new();
        foreach ((string path, KerasLayer layer) in KerasNaming.Places(model, ""))
        {
            IEnumerable<string> places = KerasRoles.Places(layer).Select(p => p.Length == 0 ? path : $"{path}/{p}");
            source._byLayer[layer] = [.. places.SelectMany(p => groups.TryGetValue(p, out KerasGroup? group) ? group.Variables.Select(v => v.Value) : [])];
        }
        return source;
    }

    private static KerasWeightSource Named(KerasLayer model, IEnumerable<(string Group, string Name, TensorData Value)> variables)
    {
        KerasLayer[] layers = [.. KerasConfig.All(model)];
        Dictionary<string, KerasLayer> byName = layers.GroupBy(l => l.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        Dictionary<KerasLayer, List<(string Name, TensorData Value)>> found = new(ReferenceEqualityComparer.Instance);
        foreach ((string group, string name, TensorData value) in variables)
        {
            // A layer has a group of its own; those of a model inside the model share one, and their names tell them apart.
            KerasLayer? owner = byName.GetValueOrDefault(group) ?? OwnerOf(name, byName) ?? OwnerOf(name.StartsWith($"{group}/", StringComparison.Ordinal) ? name[(group.Length + 1)..] : "", byName);
            if (owner is null) continue;
            if (!found.TryGetValue(owner, out List<(string, TensorData)>? list)) found[owner] = list = [];
            list.Add((name[(name.LastIndexOf('/') + 1)..], value));
        }
        KerasWeightSource source = new();
        foreach ((KerasLayer layer, List<(string Name, TensorData Value)> list) in found) source._byLayer[layer] = InOrder(layer, list);
        return source;
    }

    private static KerasLayer? OwnerOf(string name, Dictionary<string, KerasLayer> byName)
    {
        for (int cut = name.LastIndexOf('/'); cut > 0; cut = name.LastIndexOf('/', cut - 1))
            if (byName.TryGetValue(name[..cut], out KerasLayer? layer)) return layer;
        return null;
    }

    /// <summary>By role where all roles are there, else as the file has them.</summary>
    private static TensorData[] InOrder(KerasLayer layer, List<(string Name, TensorData Value)> list)
    {
        string[]? roles = KerasRoles.Of(layer);
        if (roles is null || roles.Length != list.Count || roles.Distinct().Count() != list.Count) return [.. list.Select(v => v.Value)];
        int[] order = [.. list.Select(v => Array.FindIndex(roles, r => r == v.Name || r == $"depthwise_{v.Name}"))];
        return order.Contains(-1) || order.Distinct().Count() != order.Length ? [.. list.Select(v => v.Value)] : [.. list.Select((v, i) => (v.Value, order[i])).OrderBy(p => p.Item2).Select(p => p.Value)];
    }
}
