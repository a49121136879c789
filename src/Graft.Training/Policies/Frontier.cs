using System.Collections.Immutable;
using Graft.Graphs;

namespace Graft.Training.Policies;

/// <summary>Where a graph is cut for training: what lies before learns nothing and runs once per example.</summary>
/// <param name="Tensors">The trunk's outputs, which the tail reads; graph inputs among them pass through. In the order in which the graph makes them.</param>
/// <param name="BytesPerExample">What they take for one example; free dimensions are taken as 128.</param>
public sealed record Frontier(ImmutableArray<string> Tensors, long BytesPerExample)
{
    /// <summary>
    /// The furthest cut before which nothing learns and which pays: of all sets of frozen tensors from which the rest can be computed, the one that costs
    /// least per example and epoch, where reading a byte counts like 200 operations and what the tail must compute again counts as it is. So keys and values
    /// beside a learning query are not stored if they are quickly made from the hidden states, and an attention mask is stored small, before it is
    /// widened. Cheapest means the least cut of a network (Ford and Fulkerson 1956); among equals the furthest one is taken.
    /// </summary>
    /// <param name="graph">Backbone with head.</param>
    /// <param name="policy">What learns.</param>
    /// <exception cref="GraftException">Nothing that the outputs depend on learns.</exception>
    public static Frontier Of(Graph graph, Policy policy)
    {
        HashSet<string> learned = LearnedTensors(graph, policy);
        if (!graph.Outputs.Any(o => learned.Contains(o.Name))) throw new GraftException($"{graph.Name}: under the policy '{policy.Name}' nothing learns that the outputs depend on.");
        NodeCost cost = new(graph);
        HashSet<string> loaded = Loaded(graph, learned, cost);
        ImmutableArray<string> tensors = [.. graph.Tensors.Where(loaded.Contains)];
        return new(tensors, tensors.Sum(cost.Bytes));
    }

    /// <summary>Whether the trunk is empty: the tail reads the graph's inputs themselves.</summary>
    public bool IsAtInputs(Graph graph) => Tensors.All(t => graph.Inputs.Any(i => i.Name == t));

    /// <summary>Tensors whose value depends on something that learns.</summary>
    private static HashSet<string> LearnedTensors(Graph graph, Policy policy)
    {
        HashSet<string> learned = policy.Learning.Where(graph.Initializers.ContainsKey).ToHashSet(StringComparer.Ordinal);
        foreach (Node node in graph.Nodes)
            if (GraphCut.Reads(node).Any(learned.Contains)) learned.UnionWith(node.Outputs.Where(o => o.Length > 0));
        return learned;
    }

    // A vertex per tensor ('the tail needs it') and per node ('the tail computes it'). Cutting tensor -> node is loading the tensor; cutting node -> sink is computing it again.
    private static HashSet<string> Loaded(Graph graph, HashSet<string> learned, NodeCost cost)
    {
        MinimumCut network = new();
        Dictionary<string, int> needs = graph.Tensors.Distinct().ToDictionary(t => t, _ => network.AddVertex(), StringComparer.Ordinal);
        List<(string Tensor, int From, int To)> loads = [];
        foreach (ValueInfo input in graph.Inputs)
        {
            network.Connect(needs[input.Name], network.Sink, cost.Read(input.Name));
            loads.Add((input.Name, needs[input.Name], network.Sink));
        }
        foreach (Node node in graph.Nodes) AddNode(graph, node, learned, cost, network, needs, loads);
        foreach (ValueInfo output in graph.Outputs) network.Connect(network.Source, needs[output.Name], MinimumCut.Unlimited);
        bool[] tail = network.SourceSide();
        return loads.Where(l => tail[l.From] && !tail[l.To]).Select(l => l.Tensor).ToHashSet(StringComparer.Ordinal);
    }

    private static void AddNode(Graph graph, Node node, HashSet<string> learned, NodeCost cost, MinimumCut network, Dictionary<string, int> needs, List<(string Tensor, int From, int To)> loads)
    {
        int computed = network.AddVertex();
        bool learns = node.Outputs.Any(learned.Contains);
        if (!learns) network.Connect(computed, network.Sink, cost.Compute(node));
        foreach (string input in GraphCut.Reads(node).Where(needs.ContainsKey)) network.Connect(computed, needs[input], MinimumCut.Unlimited);
        foreach (string output in node.Outputs.Where(o => o.Length > 0))
        {
            network.Connect(needs[output], computed, learns ? MinimumCut.Unlimited : cost.Read(output));
            if (!learns) loads.Add((output, needs[output], computed));
        }
    }
}
