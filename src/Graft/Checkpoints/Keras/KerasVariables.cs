using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>The variables of one group of a Keras file, in the file's order.</summary>
/// <param name="Group">The layer's name in the older layout; 'layers/conv2d_1' in that of Keras 3.</param>
/// <param name="Layer">The layer's own name, where the file tells it.</param>
/// <param name="Variables">Names as the file has them ('conv/kernel', or '0') and values.</param>
internal sealed record KerasGroup(string Group, string? Layer, IReadOnlyList<(string Name, TensorData Value)> Variables);

/// <summary>What a Keras file in HDF5 holds.</summary>
/// <param name="ByPosition">Whether variables are numbered (Keras 3's layout) rather than named.</param>
/// <param name="Groups">Layers with their variables.</param>
/// <param name="Config">model_config, where the file has one.</param>
/// <param name="LeftOut">What else is there: optimizer_weights.</param>
internal sealed record KerasVariables(bool ByPosition, IReadOnlyList<KerasGroup> Groups, string? Config, IReadOnlyList<string> LeftOut)
{
    private const int DeepestNesting = 32;
    private static readonly string[] NotOfTheNetwork = ["optimizer", "optimizer_weights", "metrics", "_metrics", "compile_metrics"];

    /// <summary>Reads all variables of the network.</summary>
    /// <exception cref="GraftException">It is not sound, or holds no weights of Keras; all faults are told.</exception>
    public static KerasVariables Read(Hdf5File file)
    {
        string? config = file.Root.Text("model_config");
        Hdf5Group top = file.Root.Find("model_weights") ?? file.Root;
        string[] leftOut = [.. file.Root.Names.Where(n => NotOfTheNetwork.Contains(n) || top != file.Root && n != "model_weights")];
        if (top.Texts("layer_names") is { } layers) return new(false, [.. layers.Select(l => Named(file, top, l))], config, leftOut);
        List<KerasGroup> groups = [];
        Collect(file, file.Root, [], groups, 0);
        return groups.Count > 0 ? new(true, groups, config, leftOut)
            : throw file.Fail("it is HDF5, but holds no weights of Keras: neither the attribute layer_names nor groups 'vars'");
    }

    private static KerasGroup Named(Hdf5File file, Hdf5Group top, string layer)
    {
        Hdf5Group group = top.Find(layer) ?? throw file.Fail($"layer '{layer}' is named, but missing");
        return new(layer, layer, [.. (group.Texts("weight_names") ?? []).Select(name =>
            (name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name, Value(file, group.Find(name), $"'{name}' of layer '{layer}'")))]);
    }

    private static TensorData Value(Hdf5File file, Hdf5Group? found, string what) =>
        found is { IsDataset: true } ? found.Dataset().Read() : throw file.Fail($"the weight {what} is named, but missing");

    private static void Collect(Hdf5File file, Hdf5Group at, HashSet<long> seen, List<KerasGroup> groups, int depth)
    {
        if (depth > DeepestNesting || !seen.Add(at.Address)) throw file.Fail($"the group '{at.Path}' contains itself, or is nested without end");
        foreach (string name in at.Names.Where(n => depth > 0 || !NotOfTheNetwork.Contains(n)).Order(StringComparer.Ordinal))
        {
            Hdf5Group child = at.Find(name)!;
            if (child.IsDataset) continue;
            if (name == "vars") groups.AddRange(Numbered(at, child));
            else Collect(file, child, seen, groups, depth + 1);
        }
    }

    private static IEnumerable<KerasGroup> Numbered(Hdf5Group owner, Hdf5Group vars)
    {
        (int Number, string Name)[] numbers = [.. vars.Names.Where(n => int.TryParse(n, out _)).Select(n => (int.Parse(n, System.Globalization.CultureInfo.InvariantCulture), n)).Order()];
        if (numbers.Length > 0) yield return new(owner.Path, vars.Text("name"), [.. numbers.Select(n => (n.Name, vars.Find(n.Name)!.Dataset().Read()))]);
    }
}
