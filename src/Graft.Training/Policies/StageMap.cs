using Graft.Graphs;

namespace Graft.Training.Policies;

/// <summary>Which stage each tensor and parameter of a graph belongs to: the first stage whose output depends on it.</summary>
internal sealed class StageMap
{
    private readonly Graph _graph;
    private readonly Dictionary<string, int> _stageOf = new(StringComparer.Ordinal);

    public StageMap(Graph graph)
    {
        _graph = graph;
        Dictionary<string, Node> producers = graph.Nodes.SelectMany(n => n.Outputs.Where(o => o.Length > 0).Select(o => (o, n))).ToDictionary(p => p.o, p => p.n, StringComparer.Ordinal);
        for (int i = 0; i < graph.Stages.Length; i++) Claim(graph.Stages[i].Tensor, i, producers);
    }

    /// <summary>Number of the stage, from 0; as many as there are stages for what follows the last one.</summary>
    public int StageOf(string tensor) => _stageOf.GetValueOrDefault(tensor, _graph.Stages.Length);

    /// <summary>Position of a stage by its name.</summary>
    public int IndexOf(string stage)
    {
        int index = _graph.Stages.IndexOf(_graph.Stages.FirstOrDefault(s => s.Name == stage)!);
        if (index >= 0) return index;
        if (_graph.Stages.IsEmpty) throw new GraftException($"{_graph.Name} names no stages: say which parameters learn by regular expressions.");
        throw new UnknownNameException("stage", stage, _graph.Stages.Select(s => s.Name));
    }

    private void Claim(string tensor, int stage, Dictionary<string, Node> producers)
    {
        Stack<string> open = new([tensor]);
        while (open.TryPop(out string? next))
        {
            if (next.Length == 0 || !_stageOf.TryAdd(next, stage) || !producers.TryGetValue(next, out Node? node)) continue;
            foreach (string input in node.Inputs) open.Push(input);
        }
    }
}
