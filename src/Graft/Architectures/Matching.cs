using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>The parameters of a graph beside the tensors of a file: what is where, and what does not fit.</summary>
internal sealed class Matching
{
    private static readonly string[] Bookkeeping = ["num_batches_tracked", "position_ids", "relative_position_index", "attn_mask", "beta1_power", "beta2_power"];

    private readonly Graph _graph;
    private readonly Checkpoint _checkpoint;
    private readonly NameMap _map;
    private readonly string _left;      // a prefix that a base model's file leaves out
    private readonly string[] _allowed;

    public Matching(Graph graph, Checkpoint checkpoint, NameMap map, IReadOnlyList<string> unused)
    {
        (_graph, _checkpoint, _map) = (graph, checkpoint, map);
        _left = checkpoint.Tensors.Keys.Any(k => k.StartsWith(map.BasePrefix, StringComparison.Ordinal)) ? "" : map.BasePrefix;
        Parameters = [.. graph.Initializers.Where(i => !i.Value.HasData).Select(i => (i.Key, i.Value.Shape)).OrderBy(p => p.Key, StringComparer.Ordinal)];
        // A backbone has no use for the classifier that the file may hold.
        bool isBackbone = graph.Metadata.TryGetValue(GraphNotes.Classifier, out string? classifier) && !Parameters.Any(p => IsBelow(p.Name, classifier));
        _allowed = isBackbone ? [.. unused, classifier + "."] : [.. unused];
    }

    /// <summary>What must be filled.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<long> Shape)> Parameters { get; }

    /// <summary>Tensors of the file that the graph does not want, and that may be there.</summary>
    public IReadOnlyList<string> Leftover => [.. Extra.Where(MayStay)];

    /// <summary>Whether everything fits; stops at the first fault.</summary>
    public bool IsPerfect => Parameters.All(p => Wanted(p.Name, p.Shape).All(w => _checkpoint.Tensors.TryGetValue(w.Key, out TensorData? found) && found.Shape.SequenceEqual(w.Shape)))
        && Extra.All(MayStay);

    /// <summary>Which share of what is wanted and of what is there fit each other, 0 to 1.</summary>
    public double Likeness
    {
        get
        {
            (string Key, IReadOnlyList<long> Shape)[] wanted = [.. Parameters.SelectMany(p => Wanted(p.Name, p.Shape))];
            int fitting = wanted.Count(w => _checkpoint.Tensors.TryGetValue(w.Key, out TensorData? found) && found.Shape.SequenceEqual(w.Shape));
            return (double)fitting / Math.Max(wanted.Length, _checkpoint.Tensors.Values.Count(t => t.Type.IsFloat()));
        }
    }

    /// <summary>The parameter's values, as float32.</summary>
    public TensorData Read(string name, IReadOnlyList<long> shape) =>
        _map.Source(name).Change.Apply([.. Wanted(name, shape).Select(w => _checkpoint.Tensors[w.Key].ToFloat32())], shape);

    /// <summary>The parameter's values in the type that the file has them in; float32 where its parts are of several types.</summary>
    public TensorData ReadAsStored(string name, IReadOnlyList<long> shape)
    {
        TensorData[] parts = [.. Wanted(name, shape).Select(w => _checkpoint.Tensors[w.Key])];
        return parts.All(p => p.Type == parts[0].Type) ? _map.Source(name).Change.Apply(parts, shape) : Read(name, shape);
    }

    /// <summary>Our name for a tensor of the file.</summary>
    public string Ours(string key) => _map.Ours(_left + key) is var ours && ours != _left + key ? ours : _map.Ours(key);

    /// <summary>Throws where anything is missing, unexpected or of another shape, and tells all of it.</summary>
    public void ThrowIfAnyFault()
    {
        (string Key, IReadOnlyList<long> Shape)[] wanted = [.. Parameters.SelectMany(p => Wanted(p.Name, p.Shape))];
        string[] missing = [.. wanted.Where(w => !_checkpoint.Tensors.ContainsKey(w.Key)).Select(w => $"'{w.Key}' {TensorData.Describe(w.Shape)}")];
        string[] shapes = [.. wanted.Where(w => _checkpoint.Tensors.TryGetValue(w.Key, out TensorData? t) && !t.Shape.SequenceEqual(w.Shape))
            .Select(w => $"'{w.Key}' expected {TensorData.Describe(w.Shape)}, found {TensorData.Describe(_checkpoint.Tensors[w.Key].Shape)}")];
        string[] unexpected = [.. Extra.Where(k => !MayStay(k)).Select(k => $"'{k}' {TensorData.Describe(_checkpoint.Tensors[k].Shape)}")];
        if (missing.Length + shapes.Length + unexpected.Length == 0) return;
        throw new GraftException($"{_checkpoint.Source} does not fit {_graph.Name} ({_map.Scheme} names)."
            + $"{Tell("missing", missing)}{Tell("unexpected", unexpected)}{Tell("of another shape", shapes)}"
            + "\nUse a checkpoint of this very network, or name the network that the file is of.");
    }

    private IEnumerable<(string Key, IReadOnlyList<long> Shape)> Wanted(string ours, IReadOnlyList<long> shape)
    {
        NameRow row = _map.Source(ours);
        return row.Theirs.Select(KeyOf).Zip(row.Change.Shapes(shape, row.Theirs.Count));
    }

    private string KeyOf(string theirs) => _left.Length > 0 && theirs.StartsWith(_left, StringComparison.Ordinal) ? theirs[_left.Length..] : theirs;

    private IEnumerable<string> Extra
    {
        get
        {
            HashSet<string> used = [.. Parameters.SelectMany(p => _map.Source(p.Name).Theirs.Select(KeyOf))];
            return _checkpoint.Tensors.Keys.Where(k => !used.Contains(k)).Order(StringComparer.Ordinal);
        }
    }

    // What learns is floating-point; counters and the constants of ONNX files are not.
    private bool MayStay(string key) => !_checkpoint.Tensors[key].Type.IsFloat() || IsSlot(key) || Bookkeeping.Any(b => key == b || key.EndsWith("." + b, StringComparison.Ordinal))
        || _allowed.Any(a => _map.Ours(key).StartsWith(a, StringComparison.Ordinal) || _map.Ours(_left + key).StartsWith(a, StringComparison.Ordinal));

    /// <summary>What TensorFlow's optimisers keep lies below the variable that it is of: 'conv/kernel/Adam'.</summary>
    private bool IsSlot(string key) => key.LastIndexOf('/') is > 0 and int cut && _checkpoint.Tensors.ContainsKey(key[..cut]);

    private static bool IsBelow(string name, string module) => name.StartsWith(module + ".", StringComparison.Ordinal);

    private static string Tell(string what, string[] faults)
    {
        const int shown = 40;
        string more = faults.Length > shown ? $"; and {faults.Length - shown} more" : "";
        return faults.Length == 0 ? "" : $"\n  {faults.Length} {what}: {string.Join("; ", faults.Take(shown))}{more}";
    }
}
