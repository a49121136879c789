using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>A graph with the weights of a checkpoint.</summary>
/// <param name="Graph">All parameters filled, as float32.</param>
/// <param name="Scheme">Whose names the file has.</param>
/// <param name="Unused">Tensors of the file that the graph has no use for: counters, and the classifier of a backbone.</param>
public sealed record LoadedWeights(Graph Graph, string Scheme, IReadOnlyList<string> Unused);

/// <summary>Fills the declared parameters of a graph from a checkpoint, strictly.</summary>
public static class WeightLoading
{
    private static readonly string[] Bookkeeping = ["num_batches_tracked", "position_ids", "relative_position_index", "attn_mask"];

    /// <summary>Looks up every parameter by its name in the file; float16, bfloat16 and float64 become float32.</summary>
    /// <param name="declared">A graph as <see cref="Architecture.Build"/> makes it.</param>
    /// <param name="checkpoint">The file.</param>
    /// <param name="map">How the file names parameters.</param>
    /// <param name="unused">Beginnings of names (ours) that the file may hold for nothing.</param>
    /// <exception cref="GraftException">Tensors are missing, unexpected or of another shape; the message tells all of them.</exception>
    public static LoadedWeights Fill(Graph declared, Checkpoint checkpoint, NameMap map, params IReadOnlyList<string> unused)
    {
        Lookup lookup = new(checkpoint, map);
        Dictionary<string, TensorData> filled = new(StringComparer.Ordinal);
        foreach ((string name, TensorData parameter) in declared.Initializers.Where(i => !i.Value.HasData).OrderBy(i => i.Key, StringComparer.Ordinal))
            if (lookup.Find(name, parameter.Shape) is TensorData found) filled.Add(name, found);
        string[] allowed = declared.Metadata.TryGetValue(GraphNotes.Classifier, out string? classifier) && !HasClassifier(declared, classifier)
            ? [.. unused, classifier + "."] : [.. unused];
        ILookup<bool, string> rest = checkpoint.Tensors.Keys.Where(k => !lookup.Used.Contains(k)).Order(StringComparer.Ordinal)
            .ToLookup(k => Bookkeeping.Any(b => k == b || k.EndsWith("." + b, StringComparison.Ordinal)) || allowed.Any(lookup.OursOf(k).StartsWith));
        lookup.ThrowIfAnyFault(declared.Name, [.. rest[false]]);
        return new(declared.With(filled), map.Scheme, [.. rest[true]]);
    }

    private static bool HasClassifier(Graph graph, string classifier) => graph.Initializers.Keys.Any(n => n.StartsWith(classifier + ".", StringComparison.Ordinal));

    private sealed class Lookup(Checkpoint checkpoint, NameMap map)
    {
        private readonly List<string> _missing = [], _shapes = [];
        private readonly string _skip = map.BasePrefix.Length > 0 && !checkpoint.Tensors.Keys.Any(k => k.StartsWith(map.BasePrefix, StringComparison.Ordinal)) ? map.BasePrefix : "";

        public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

        public string OursOf(string key) => map.Ours(checkpoint.Tensors.ContainsKey(_skip + key) ? key : _skip + key);

        public TensorData? Find(string ours, IReadOnlyList<long> shape)
        {
            NameRow row = map.Source(ours);
            string[] keys = [.. row.Theirs.Select(t => _skip.Length > 0 && t.StartsWith(_skip, StringComparison.Ordinal) ? t[_skip.Length..] : t)];
            string[] absent = [.. keys.Where(k => !checkpoint.Tensors.ContainsKey(k))];
            _missing.AddRange(absent.Select(k => $"'{k}' {TensorData.Describe(shape)}"));
            Used.UnionWith(keys);
            if (absent.Length > 0) return null;
            TensorData found = row.Change.Apply([.. keys.Select(k => checkpoint.Tensors[k].ToFloat32())], shape);
            if (found.Shape.SequenceEqual(shape)) return found;
            _shapes.Add($"'{string.Join("' + '", keys)}' expected {TensorData.Describe(shape)}, found {TensorData.Describe(found.Shape)}");
            return null;
        }

        public void ThrowIfAnyFault(string network, IReadOnlyList<string> unexpected)
        {
            if (_missing.Count + _shapes.Count + unexpected.Count == 0) return;
            string[] faults =
            [
                .. Tell("missing", _missing),
                .. Tell("unexpected", [.. unexpected.Select(k => $"'{k}' {TensorData.Describe(checkpoint.Tensors[k].Shape)}")]),
                .. Tell("of another shape", _shapes),
            ];
            throw new GraftException($"{checkpoint.Source} does not fit {network} ({map.Scheme} names).{string.Concat(faults)}"
                + "\nUse a checkpoint of this very network, or name the network that the file is of.");
        }

        private static IEnumerable<string> Tell(string what, List<string> faults)
        {
            const int shown = 40;
            if (faults.Count == 0) yield break;
            yield return $"\n  {faults.Count} {what}: {string.Join("; ", faults.Take(shown))}";
            if (faults.Count > shown) yield return $"; and {faults.Count - shown} more";
        }
    }
}
