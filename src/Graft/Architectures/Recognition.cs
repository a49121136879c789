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
        Recognition? converted = null;
        foreach (Architecture candidate in Architecture.All.OrderByDescending(a => LikenessTo(hint, a)))
        {
            if (SchemeOf(candidate, checkpoint) is not NameMap scheme) continue;
            Recognition found = new(candidate, scheme, ClassesOf(candidate, checkpoint, scheme), [.. TwinsOf(candidate, checkpoint).Select(a => a.Name)]);
            if (scheme.IsPublished || LikenessTo(hint, candidate) > 0) return found;
            converted ??= found;
        }
        return converted;
    }

    /// <summary>The scheme by which the file fits the network; null where none does.</summary>
    internal static NameMap? SchemeOf(Architecture architecture, Checkpoint checkpoint) =>
        architecture.Schemes.FirstOrDefault(s => WeightLoading.Fits(architecture.Backbone, checkpoint, s, architecture.Unused));

    /// <summary>Outputs of the classifier that the file holds; null where it has none.</summary>
    internal static int? ClassesOf(Architecture architecture, Checkpoint checkpoint, NameMap scheme)
    {
        string name = scheme.Source(architecture.ClassifierParameters + ".bias").Theirs[0];
        return checkpoint.Tensors.TryGetValue(name, out TensorData? bias) ? (int)bias.Count : null;
    }

    /// <summary>Letters of the longest of its names that the hint holds; 0 for none.</summary>
    private static int LikenessTo(string hint, Architecture architecture) => architecture.Aliases.Append(architecture.Name)
        .Where(n => hint.Contains(n, StringComparison.OrdinalIgnoreCase)).Max(n => (int?)n.Length) ?? 0;

    private static IEnumerable<Architecture> TwinsOf(Architecture found, Checkpoint checkpoint) => Architecture.All
        .Where(a => a != found && a.Family == found.Family && a.Parameters == found.Parameters && SchemeOf(a, checkpoint) is { IsPublished: true });
}
