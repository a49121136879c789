namespace Graft.Training.Policies;

/// <summary>A least cut between a source and a sink in a network of capacities, by Dinic's algorithm (1970). Deterministic.</summary>
internal sealed class MinimumCut
{
    public const long Unlimited = long.MaxValue / 4;
    private readonly List<List<int>> _edges = [];
    private readonly List<(int To, long Capacity)> _edge = [];

    public int Source { get; }
    public int Sink { get; }

    public MinimumCut() => (Source, Sink) = (AddVertex(), AddVertex());

    public int AddVertex()
    {
        _edges.Add([]);
        return _edges.Count - 1;
    }

    public void Connect(int from, int to, long capacity)
    {
        _edges[from].Add(_edge.Count);
        _edge.Add((to, capacity));
        _edges[to].Add(_edge.Count);
        _edge.Add((from, 0));
    }

    /// <summary>The vertices on the source's side of the least cut that lies nearest to the source.</summary>
    public bool[] SourceSide()
    {
        while (Levels() is var levels && levels[Sink] >= 0)
        {
            int[] next = new int[_edges.Count];
            while (Push(levels, next) > 0) { }
        }
        return [.. Levels().Select(l => l >= 0)];
    }

    private int[] Levels()
    {
        int[] level = new int[_edges.Count];
        Array.Fill(level, -1);
        level[Source] = 0;
        Queue<int> open = new([Source]);
        while (open.TryDequeue(out int v))
            foreach (int e in _edges[v])
                if (_edge[e].Capacity > 0 && level[_edge[e].To] < 0)
                {
                    level[_edge[e].To] = level[v] + 1;
                    open.Enqueue(_edge[e].To);
                }
        return level;
    }

    // One path from source to sink along rising levels; a stack of its own, because graphs can be deeper than the thread's.
    private long Push(int[] levels, int[] next)
    {
        Stack<int> path = new();
        int v = Source;
        while (v != Sink)
        {
            int e = NextEdge(v, levels, next);
            if (e >= 0)
            {
                path.Push(e);
                v = _edge[e].To;
            }
            else if (path.TryPop(out int back))
            {
                v = _edge[back ^ 1].To;
                next[v]++;
            }
            else return 0;
        }
        return Send(path);
    }

    private int NextEdge(int v, int[] levels, int[] next)
    {
        for (; next[v] < _edges[v].Count; next[v]++)
        {
            int e = _edges[v][next[v]];
            if (_edge[e].Capacity > 0 && levels[_edge[e].To] == levels[v] + 1) return e;
        }
        return -1;
    }

    private long Send(Stack<int> path)
    {
        long flow = path.Min(e => _edge[e].Capacity);
        foreach (int e in path)
        {
            _edge[e] = _edge[e] with { Capacity = _edge[e].Capacity - flow };
            _edge[e ^ 1] = _edge[e ^ 1] with { Capacity = _edge[e ^ 1].Capacity + flow };
        }
        return flow;
    }
}
