using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Graft.Graphs;

namespace Graft.Training.Policies;

/// <summary>Makes the usual policies for a graph. The head is what is named 'head.'; stages are the graph's own.</summary>
/// <param name="graph">Backbone with head.</param>
public sealed class PolicyBuilder(Graph graph)
{
    /// <summary>What names of head parameters begin with.</summary>
    public const string HeadPrefix = "head.";

    private readonly IReadOnlyList<GraphParameter> _parameters = GraphParameters.Of(graph);
    private readonly StageMap _stages = new(graph);

    /// <summary>Whether a parameter belongs to the head.</summary>
    public static bool IsHead(string parameter) => parameter.StartsWith(HeadPrefix, StringComparison.Ordinal);

    /// <summary>Only the head learns.</summary>
    public Policy Head() => Where("head", IsHead);

    /// <summary>Everything learns.</summary>
    public Policy Full() => Where("full", _ => true);

    /// <summary>Everything up to and including a stage stays; what comes later learns.</summary>
    /// <exception cref="UnknownNameException">The graph has no such stage.</exception>
    public Policy FreezeTo(string stage)
    {
        int last = _stages.IndexOf(stage);
        return Where($"freeze to {stage}", p => _stages.StageOf(p) > last || IsHead(p));
    }

    /// <summary>The last <paramref name="count"/> stages learn, with all that follows them; 0 stages leave what follows the last stage, the head among it.</summary>
    /// <exception cref="GraftException">The graph has fewer stages.</exception>
    public Policy UnfreezeLast(int count)
    {
        int stages = graph.Stages.Length;
        if (count < 0 || count > stages) throw new GraftException($"{graph.Name}: expected 0 to {stages} stages to learn, got {count}. Stages: {string.Join(", ", graph.Stages.Select(s => s.Name))}.");
        return Where($"last {count} stages", p => _stages.StageOf(p) >= stages - count || IsHead(p));
    }

    /// <summary>Parameters by regular expressions on their names: what <paramref name="freeze"/> finds stays; of the rest, what <paramref name="train"/> finds learns (all where it is null), and the head.</summary>
    /// <exception cref="GraftException">An expression is malformed or finds nothing.</exception>
    public Policy Matching(string? train, string? freeze)
    {
        HashSet<string>? wanted = train is null ? null : Found("train", train);
        HashSet<string> frozen = freeze is null ? [] : Found("freeze", freeze);
        return Where($"train {train ?? "all"}, freeze {freeze ?? "none"}", p => !frozen.Contains(p) && (wanted is null || wanted.Contains(p) || IsHead(p)));
    }

    /// <summary>Biases learn, and the head (BitFit: Ben Zaken et al. 2022, arXiv:2106.10199).</summary>
    public Policy BiasOnly() => Where("biases", p => p.EndsWith("bias", StringComparison.Ordinal) || IsHead(p));

    /// <summary>Low-rank additions learn beside the weights of linear layers and ungrouped convolutions, and the head itself (LoRA: Hu et al. 2021, arXiv:2106.09685).</summary>
    /// <param name="rank">Rank of each addition, at least 1.</param>
    /// <param name="alpha">Additions are scaled by alpha / rank; null is twice the rank.</param>
    /// <param name="pattern">Regular expression on parameter names; null is every linear layer and convolution.</param>
    public Policy LowRank(int rank, double? alpha = null, string? pattern = null)
    {
        if (rank < 1) throw new GraftException($"Expected a rank of at least 1, got {rank}.");
        HashSet<string> targets = LowRankEdit.Targets(graph);
        if (pattern is not null) targets.IntersectWith(Found("low rank", pattern));
        if (!targets.Any(t => !IsHead(t))) throw new GraftException($"{graph.Name}: no linear layer or convolution of the backbone is found{(pattern is null ? "" : $" by '{pattern}'")}.");
        return new Policy($"low rank {rank}", All(p => IsHead(p) ? Treatment.Learns : targets.Contains(p) ? new(1, rank, alpha ?? 2 * rank) : Treatment.Frozen));
    }

    /// <summary>
    /// The phases of gradual unfreezing: the head first, then stage after stage from the top, until everything learns (ULMFiT: Howard and Ruder 2018).
    /// </summary>
    public IReadOnlyList<Policy> Gradual() =>
        [Head(), .. Enumerable.Range(1, graph.Stages.Length - 1).Select(UnfreezeLast).Where(p => p.Learning.Any(n => !IsHead(n))), Full()];

    /// <summary>Rates that fall from the head down by <paramref name="decay"/> per layer.</summary>
    public Policy WithLayerDecay(Policy policy, double decay)
    {
        IReadOnlyDictionary<string, double> factors = LayerDecay.Factors([.. _parameters.Select(p => p.Name)], decay, IsHead, _stages);
        return policy.Scaled($"{policy.Name}, layer decay {decay.ToString(System.Globalization.CultureInfo.InvariantCulture)}", p => factors[p]);
    }

    /// <summary>Groups of parameters with a rate of their own: one for each stage, lowest first, and one for the head and what lies before it.</summary>
    public int Groups => graph.Stages.Length + 1;

    /// <summary>Rates by group, such as <see cref="Schedules.GroupRates"/> gives them; the last is the head's.</summary>
    /// <param name="policy">What learns.</param>
    /// <param name="rates">As many factors as there are <see cref="Groups"/>.</param>
    /// <exception cref="GraftException">There are more or fewer.</exception>
    public Policy WithGroupRates(Policy policy, IReadOnlyList<double> rates)
    {
        if (rates.Count != Groups) throw new GraftException($"{graph.Name}: expected {Groups} rates, one for each stage and the head, got {rates.Count}.");
        return policy.Scaled($"{policy.Name}, rates by stage", p => rates[IsHead(p) ? ^1 : _stages.StageOf(p)]);
    }

    private Policy Where(string name, Func<string, bool> learns) => new(name, All(p => learns(p) ? Treatment.Learns : Treatment.Frozen));

    private ImmutableSortedDictionary<string, Treatment> All(Func<string, Treatment> treatment) =>
        _parameters.Select(p => KeyValuePair.Create(p.Name, treatment(p.Name))).ToImmutableSortedDictionary(StringComparer.Ordinal);

    private HashSet<string> Found(string what, string pattern)
    {
        HashSet<string> found;
        try
        {
            Regex regex = new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            found = _parameters.Select(p => p.Name).Where(n => regex.IsMatch(n)).ToHashSet(StringComparer.Ordinal);
        }
        catch (ArgumentException malformed)
        {
            throw new GraftException($"The expression '{pattern}' ({what}) is malformed: {malformed.Message}", malformed);
        }
        return found.Count > 0 ? found : throw new GraftException($"{graph.Name}: the expression '{pattern}' ({what}) finds no parameter. There are {string.Join(", ", _parameters.Take(10).Select(p => p.Name))}, ...");
    }
}
