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
    /// <summary>Looks up every parameter by its name in the file; float16, bfloat16 and float64 become float32.</summary>
    /// <param name="declared">A graph as <see cref="Architecture.Build"/> makes it.</param>
    /// <param name="checkpoint">The file.</param>
    /// <param name="map">How the file names parameters.</param>
    /// <param name="unused">Beginnings of names (ours) that the file may hold for nothing.</param>
    /// <exception cref="GraftException">Tensors are missing, unexpected or of another shape; the message tells all of them.</exception>
    public static LoadedWeights Fill(Graph declared, Checkpoint checkpoint, NameMap map, params IReadOnlyList<string> unused)
    {
        Matching matching = new(declared, checkpoint, map, unused);
        matching.ThrowIfAnyFault();
        Dictionary<string, TensorData> filled = matching.Parameters.ToDictionary(p => p.Name, p => matching.Read(p.Name, p.Shape), StringComparer.Ordinal);
        return new(declared.With(filled), map.Scheme, matching.Leftover);
    }

    /// <summary>Whether <see cref="Fill"/> would succeed, by names and shapes alone.</summary>
    internal static bool Fits(Graph declared, Checkpoint checkpoint, NameMap map, IReadOnlyList<string> unused) => new Matching(declared, checkpoint, map, unused).IsPerfect;

    /// <summary>Which share of the graph's parameters and of the file's tensors fit each other, 0 to 1.</summary>
    internal static double Likeness(Graph declared, Checkpoint checkpoint, NameMap map, IReadOnlyList<string> unused) => new Matching(declared, checkpoint, map, unused).Likeness;

    /// <summary>The parameters of a filled graph as another library names them: what <see cref="Fill"/> reads.</summary>
    /// <param name="filled">A built-in network with weights.</param>
    /// <param name="map">Whose names.</param>
    public static IReadOnlyDictionary<string, TensorData> Unload(Graph filled, NameMap map)
    {
        Dictionary<string, TensorData> tensors = new(StringComparer.Ordinal);
        // Every float initializer of a built graph is a parameter or a buffer; constants are nodes.
        foreach ((string ours, TensorData value) in filled.Initializers.Where(i => i.Value.Type.IsFloat()))
        {
            NameRow row = map.Source(ours);
            foreach ((string theirs, TensorData part) in row.Theirs.Zip(row.Change.Undo(value, row.Theirs.Count))) tensors.Add(theirs, part);
        }
        return tensors;
    }
}
