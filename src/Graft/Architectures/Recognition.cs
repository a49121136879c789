using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>What a file of weights was found to be, from the names and shapes of its tensors.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="Scheme">Whose names the file has.</param>
/// <param name="Classes">Outputs of its classifier; null where it has none.</param>
/// <param name="Alternatives">Other networks with the very same tensors, which only a name or a configuration can tell apart.</param>
public sealed record Recognition(Architecture Architecture, NameMap Scheme, int? Classes, IReadOnlyList<string> Alternatives)
{
    /// <summary>Finds the network of a file; null where none of the built-in ones fits.</summary>
    /// <param name="checkpoint">The file.</param>
    /// <param name="hint">A name that decides between networks with the same tensors, such as the folder's.</param>
    public static Recognition? Of(Checkpoint checkpoint, string hint = "")
    {
        (Architecture Architecture, NameMap Scheme)[] fits = [.. from a in Architecture.All from s in a.Schemes where Fits(a, checkpoint, s) select (a, s)];
        if (fits.Length == 0) return null;
        (Architecture architecture, NameMap scheme) = fits.OrderByDescending(f => f.Architecture.Aliases.Append(f.Architecture.Name)
            .Where(n => hint.Contains(n, StringComparison.OrdinalIgnoreCase)).Max(n => (int?)n.Length) ?? 0).First();
        return new(architecture, scheme, ClassesOf(architecture, checkpoint, scheme), [.. fits.Select(f => f.Architecture.Name).Distinct().Where(n => n != architecture.Name)]);
    }

    /// <summary>Outputs of the classifier that the file holds; null where it has none.</summary>
    internal static int? ClassesOf(Architecture architecture, Checkpoint checkpoint, NameMap scheme)
    {
        string name = scheme.Source(architecture.ClassifierParameters + ".bias").Theirs[0];
        return checkpoint.Tensors.TryGetValue(name, out TensorData? bias) ? (int)bias.Count : null;
    }

    private static bool Fits(Architecture architecture, Checkpoint checkpoint, NameMap scheme) =>
        WeightLoading.Fits(architecture.Backbone, checkpoint, scheme, architecture.Unused);
}
