using Graft.Graphs;
using Graft.Training.Operators;

namespace Graft.Training.Execution;

/// <summary>One node of a plan; tensors are numbered.</summary>
/// <param name="Node">The node.</param>
/// <param name="Operator">What it does.</param>
/// <param name="Inputs">Numbers of the tensors that it reads; -1 where absent.</param>
/// <param name="Outputs">Numbers of the tensors that it makes; -1 where nobody wants them.</param>
/// <param name="Freed">Tensors that nobody reads after this node.</param>
internal sealed record Step(Node Node, Operator Operator, int[] Inputs, int[] Outputs, int[] Freed);

/// <summary>The nodes that some outputs need, in order, and where each tensor is last read.</summary>
/// <param name="Steps">The nodes.</param>
/// <param name="NeededInputs">The graph inputs that are read.</param>
internal sealed record Plan(IReadOnlyList<Step> Steps, IReadOnlyList<ValueInfo> NeededInputs)
{
    /// <summary>Plans the way from the inputs and from what is fixed to the outputs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">Tensors that are wanted.</param>
    /// <param name="isFixed">Whether a tensor has its value already: initializers and folded constants.</param>
    /// <param name="number">The number of a tensor.</param>
    public static Plan For(Graph graph, IReadOnlyCollection<string> outputs, Func<string, bool> isFixed, Func<string, int> number)
    {
        HashSet<string> needed = [.. outputs], kept = [.. outputs];
        List<Step> backwards = [];
        foreach (Node node in graph.Nodes.Reverse().Where(n => n.Outputs.Any(o => needed.Contains(o) && !isFixed(o))))
        {
            string[] made = [.. node.Outputs.Where(o => o.Length > 0)];
            // Going backwards, the first time that a tensor is met is where it is read last; what nobody reads goes at once.
            string[] last = [.. GraphCut.Reads(node).Distinct().Where(i => !isFixed(i) && !needed.Contains(i)), .. made.Where(o => !needed.Contains(o))];
            needed.UnionWith(GraphCut.Reads(node));
            backwards.Add(new(node, KnownOperators.Find(node)!, Numbers(node.Inputs, number), Numbers(node.Outputs, number),
                [.. last.Where(t => !kept.Contains(t) && !graph.Inputs.Any(i => i.Name == t)).Select(number)]));
        }
        backwards.Reverse();
        return new(backwards, [.. graph.Inputs.Where(i => needed.Contains(i.Name))]);
    }

    private static int[] Numbers(IReadOnlyList<string> names, Func<string, int> number) => [.. names.Select(n => n.Length == 0 ? -1 : number(n))];
}
