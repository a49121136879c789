using System.Collections.Immutable;
using Graft.Graphs;
using Graft.Training.Policies;

namespace Graft.Training.Adapters;

/// <summary>An adapter under the names of a graph.</summary>
/// <param name="Policy">Low-rank additions of the adapter's ranks and scales, and the parameters that it replaces.</param>
/// <param name="Factors">Values of the additions.</param>
/// <param name="Whole">Values of the parameters that it replaces.</param>
internal sealed record AdapterFit(Policy Policy, IReadOnlyDictionary<string, TensorData> Factors, IReadOnlyDictionary<string, TensorData> Whole)
{
    public static AdapterFit Of(LowRankAdapter adapter, Graph graph)
    {
        List<string> faults = [];
        SortedDictionary<string, Treatment> treatments = new(StringComparer.Ordinal);
        Dictionary<string, TensorData> factors = new(StringComparer.Ordinal), whole = new(StringComparer.Ordinal);
        foreach ((string name, LowRankFactors pair) in adapter.Additions)
        {
            if (Find(graph, name, faults) is not { } parameter) continue;
            TensorData weight = graph.Initializers[parameter];
            if (pair.A.Shape[1] * pair.B.Shape[0] != weight.Count) faults.Add($"'{parameter}' is {weight}, the adapter's factors are {pair.A} and {pair.B}");
            treatments[parameter] = new(1, pair.Rank, pair.Scaling * pair.Rank);
            (factors[parameter + LowRankEdit.SuffixA], factors[parameter + LowRankEdit.SuffixB]) = (pair.A, pair.B);
        }
        foreach ((string name, TensorData value) in adapter.Whole)
        {
            if (Find(graph, name, faults) is not { } parameter) continue;
            if (!graph.Initializers[parameter].Shape.SequenceEqual(value.Shape)) faults.Add($"'{parameter}' is {graph.Initializers[parameter]}, the adapter's is {value}");
            treatments[parameter] = Treatment.Learns;
            whole[parameter] = value.ToFloat32();
        }
        faults.AddRange(Missing(adapter, graph, treatments));
        if (faults.Count > 0) throw new GraftException($"The adapter does not fit {graph.Name}: {string.Join("; ", faults)}.");
        return new(new("adapter", treatments.ToImmutableSortedDictionary(StringComparer.Ordinal)), factors, whole);
    }

    /// <summary>The parameter of that name, or the only one that ends with it (the encoder's prefix) or that it ends with (a bare encoder's).</summary>
    private static string? Find(Graph graph, string name, List<string> faults)
    {
        if (AdapterFile.Parameter(graph, name) is { } exact) return exact;
        string[] found = [.. graph.Initializers.Keys.Where(k => k.EndsWith($".{name}", StringComparison.Ordinal) || name.EndsWith($".{k}", StringComparison.Ordinal))];
        if (found.Length == 1) return found[0];
        faults.Add(found.Length == 0 ? $"there is no '{name}'" : $"'{name}' may be {string.Join(" or ", found)}");
        return null;
    }

    /// <summary>Modules that the configuration wants and the file lacks; 'all-linear' names none.</summary>
    private static IEnumerable<string> Missing(LowRankAdapter adapter, Graph graph, SortedDictionary<string, Treatment> found)
    {
        AdapterConfig config = adapter.Config;
        if (config.Targets.Expression == ModulePattern.AllLinear) return [];
        return LowRankEdit.Targets(graph).Where(p => p.EndsWith(".weight", StringComparison.Ordinal) && !found.ContainsKey(p))
            .Where(p => config.Targets.Matches(p[..^7]) && !config.Excluded.Matches(p[..^7])).Order(StringComparer.Ordinal)
            .Select(p => $"the configuration adapts '{p[..^7]}', but the file has no factors for it");
    }
}
