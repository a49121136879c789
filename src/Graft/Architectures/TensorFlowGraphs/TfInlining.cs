namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>Puts the nodes of functions in place of their calls, so that one flat graph is left.</summary>
internal sealed class TfInlining(string source, IReadOnlyDictionary<string, TfFunction> functions)
{
    private const int DeepestCall = 16, MostNodes = 200_000;
    private static readonly string[] Calls = ["StatefulPartitionedCall", "PartitionedCall"];
    private static readonly TfAttributes None = new TfProtoAttributes(new Dictionary<string, ReadOnlyMemory<byte>>());

    private readonly List<TfNode> _flat = [];

    /// <summary>The nodes, calls replaced by what is called. A node 'f' of the call 'c' is called 'c/f'.</summary>
    public IReadOnlyList<TfNode> Expand(IEnumerable<TfNode> nodes)
    {
        foreach (TfNode node in nodes) Add(node, 0);
        return _flat;
    }

    private void Add(TfNode node, int depth)
    {
        if (_flat.Count >= MostNodes || depth > DeepestCall) throw new GraftException($"{source}: its functions call one another without end, or it has more than {MostNodes} nodes.");
        if (!Calls.Contains(node.Op) || node.Attributes.Function("f") is not { } name || !functions.TryGetValue(name, out TfFunction? function)) _flat.Add(node);
        else Inline(node, function, depth);
    }

    private void Inline(TfNode call, TfFunction function, int depth)
    {
        Dictionary<string, string> arguments = function.Arguments.Zip(call.Inputs).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        string Resolve(string input) => arguments.TryGetValue(input, out string? outer) ? outer : $"{call.Name}/{Output(input)}";
        foreach (TfNode node in function.Nodes) Add(node with { Name = $"{call.Name}/{node.Name}", Inputs = [.. node.Inputs.Select(Resolve)] }, depth + 1);
        for (int i = 0; i < function.Returns.Count; i++)
            _flat.Add(new(i == 0 ? call.Name : FormattableString.Invariant($"{call.Name}:{i}"), "Identity", [Resolve(TfNode.Plain(function.Returns[i]))], None));
    }

    /// <summary>'norm:y:0' is the node's first output, 'norm:batch_mean:0' is not; which is first, the name tells.</summary>
    private static string Output(string input)
    {
        string[] steps = input.Split(':');
        bool isFirst = steps.Length == 1 || steps[1] is not ("batch_mean" or "batch_variance" or "reserve_space_1" or "reserve_space_2" or "reserve_space_3");
        // The first output's number was taken off; another number stays.
        return isFirst ? steps.Length == 3 ? $"{steps[0]}:{steps[2]}" : steps[0] : input;
    }
}
