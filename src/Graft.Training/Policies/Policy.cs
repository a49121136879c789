using System.Collections.Immutable;
using Graft.Graphs;

namespace Graft.Training.Policies;

/// <summary>What becomes of the running statistics of batch norms whose scale learns; those of frozen ones always stay.</summary>
public enum NormStatistics
{
    /// <summary>Normalise by each batch and follow its statistics.</summary>
    Trained,
    /// <summary>Normalise by the pretrained statistics, which stay: the safe choice for small batches.</summary>
    Frozen,
    /// <summary>Normalise by the pretrained statistics, and estimate them anew over the training examples when training is done.</summary>
    Reestimated,
}

/// <summary>Which parameters of a graph learn, and how. Made by <see cref="PolicyBuilder"/> for one graph; everything not named is frozen.</summary>
/// <param name="Name">How errors and reports call it.</param>
/// <param name="Treatments">What becomes of each parameter, by name.</param>
public sealed record Policy(string Name, ImmutableSortedDictionary<string, Treatment> Treatments)
{
    /// <summary>Running statistics of batch norms whose scale learns.</summary><value>Trained</value>
    public NormStatistics Statistics { get; init; }

    /// <summary>What becomes of a parameter.</summary>
    public Treatment this[string parameter] => Treatments.GetValueOrDefault(parameter);

    /// <summary>Parameters that learn, themselves or through a low-rank addition.</summary>
    public IEnumerable<string> Learning => Treatments.Where(t => !t.Value.IsFrozen).Select(t => t.Key);

    /// <summary>The batch norms that normalise by each batch while training: those whose scale learns, unless statistics are kept.</summary>
    public IReadOnlySet<string> NormsInTraining(Graph graph) => graph.Nodes
        .Where(n => n.OpType == "BatchNormalization" && Statistics == NormStatistics.Trained && !this[n.Inputs[1]].IsFrozen)
        .Select(n => n.Outputs[0]).ToHashSet(StringComparer.Ordinal);

    /// <summary>The same policy with every learning backbone parameter's rate multiplied, the head's not.</summary>
    public Policy WithBackboneFactor(double factor) => Scaled($"{Name}, backbone x{factor.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
        name => PolicyBuilder.IsHead(name) ? 1 : factor);

    /// <summary>The same policy with each parameter's rate multiplied by a factor of its own.</summary>
    public Policy Scaled(string name, Func<string, double> factor) => this with
    {
        Name = name,
        Treatments = Treatments.Select(t => KeyValuePair.Create(t.Key, t.Value with { RateFactor = t.Value.RateFactor * factor(t.Key) })).ToImmutableSortedDictionary(StringComparer.Ordinal),
    };
}
