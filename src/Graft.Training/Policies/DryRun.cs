using System.Globalization;
using Graft.Graphs;

namespace Graft.Training.Policies;

/// <summary>What learns in one stage of a network.</summary>
/// <param name="Stage">Its name; 'head' for the new layers, '(after the last stage)' for what lies between.</param>
/// <param name="Parameters">Values of its parameters.</param>
/// <param name="Learning">Values that learn, low-rank additions counted in place of their weights.</param>
/// <param name="LowestRate">The lowest learning rate among them; 0 where none learns.</param>
/// <param name="HighestRate">The highest.</param>
/// <param name="Tensors">Names of the parameters that learn.</param>
public sealed record StageLearning(string Stage, long Parameters, long Learning, double LowestRate, double HighestRate, IReadOnlyList<string> Tensors);

/// <summary>What a run would do, told before it starts.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Stages">What learns, from the input to the head.</param>
/// <param name="Frontier">Where the graph is cut.</param>
/// <param name="TrunkShare">Share of the multiply-adds that lies before the frontier and is computed once per example, 0 to 1.</param>
/// <param name="MultiplyAdds">Of the whole network for one example; of one token where the length of texts is free.</param>
public sealed record DryRun(string Policy, IReadOnlyList<StageLearning> Stages, Frontier Frontier, double TrunkShare, long MultiplyAdds)
{
    /// <summary>Describes a policy on a graph.</summary>
    /// <param name="graph">Backbone with head; shapes known.</param>
    /// <param name="policy">What learns.</param>
    /// <param name="rate">The run's learning rate.</param>
    /// <exception cref="GraftException">Nothing learns that the outputs depend on.</exception>
    public static DryRun Of(Graph graph, Policy policy, double rate)
    {
        Frontier frontier = Policies.Frontier.Of(graph, policy);
        StageMap stages = new(graph);
        StageLearning[] rows = [.. GraphParameters.Of(graph).GroupBy(p => Group(graph, stages, p.Name)).OrderBy(g => g.Key.Order)
            .Select(g => Describe(g.Key.Name, [.. g], policy, rate))];
        long all = GraphCost.Of(graph).MultiplyAdds, tail = GraphCost.Of(graph.Cut(frontier.Tensors).Tail).MultiplyAdds;
        return new(policy.Name, rows, frontier, all == 0 ? 0 : 1 - (double)tail / all, all);
    }

    /// <summary>Values of all parameters.</summary>
    public long Parameters => Stages.Sum(s => s.Parameters);

    /// <summary>Values that learn.</summary>
    public long Learning => Stages.Sum(s => s.Learning);

    /// <summary>Rough seconds: the trunk once per example, the tail three times (forward, and twice as much backward) per example and epoch.</summary>
    /// <param name="examples">Training examples.</param>
    /// <param name="epochs">Passes over them.</param>
    /// <param name="tokens">Tokens of an example; 1 for photos.</param>
    /// <param name="operationsPerSecond">What the machine does; 2e11 is two server cores in float32.</param>
    public double EstimatedSeconds(long examples, int epochs, int tokens = 1, double operationsPerSecond = 2e11)
    {
        double operations = 2.0 * MultiplyAdds * tokens * examples;
        return operations * (TrunkShare + (1 - TrunkShare) * 3 * epochs) / operationsPerSecond;
    }

    /// <summary>The stages as a table: header and rows of text.</summary>
    public (IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows) ToTable() => (["stage", "parameters", "learning", "rate"],
        [.. Stages.Select(s => (IReadOnlyList<string>)[s.Stage, Text(s.Parameters), Text(s.Learning), s.Learning == 0 ? "frozen" : Rates(s)]),
            ["all", Text(Parameters), Text(Learning), ""]]);

    /// <summary>One paragraph on what the table does not say.</summary>
    public string Summary()
    {
        string cut = $"cut at {string.Join(", ", Frontier.Tensors.Select(t => $"'{t}'"))}";
        return string.Create(CultureInfo.InvariantCulture, $"policy '{Policy}': {Text(Learning)} of {Text(Parameters)} values learn; {cut}; {Text(Frontier.BytesPerExample)} bytes of features per example; {TrunkShare * 100:F1} % of the work is done once per example.");
    }

    private static (int Order, string Name) Group(Graph graph, StageMap stages, string parameter)
    {
        int stage = stages.StageOf(parameter);
        return PolicyBuilder.IsHead(parameter) ? (int.MaxValue, "head") : stage < graph.Stages.Length ? (stage, graph.Stages[stage].Name) : (stage, "(after the last stage)");
    }

    private static StageLearning Describe(string stage, GraphParameter[] parameters, Policy policy, double rate)
    {
        GraphParameter[] learning = [.. parameters.Where(p => !policy[p.Name].IsFrozen)];
        double[] rates = [.. learning.Select(p => rate * policy[p.Name].RateFactor)];
        return new(stage, parameters.Sum(p => p.Count), learning.Sum(p => Values(p, policy[p.Name])), rates.DefaultIfEmpty().Min(), rates.DefaultIfEmpty().Max(), [.. learning.Select(p => p.Name)]);
    }

    // A weight of (outputs, inputs) has additions of rank * (outputs + inputs).
    private static long Values(GraphParameter p, Treatment treatment) => treatment.IsLowRank ? treatment.Rank * (p.Shape[0] + p.Count / p.Shape[0]) : p.Count;

    private static string Rates(StageLearning s) => s.LowestRate == s.HighestRate ? Rate(s.HighestRate) : $"{Rate(s.LowestRate)} to {Rate(s.HighestRate)}";

    private static string Rate(double rate) => rate.ToString("0.###e+0", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
