using Graft.Graphs;

namespace Graft.Inference;

/// <summary>Tensors of a file as the inputs of a graph.</summary>
public static class InputMatching
{
    /// <summary>Finds each input's tensor by name; where there is one input and one tensor, any name will do. Numbers are converted to the input's type.</summary>
    /// <exception cref="GraftException">An input has no tensor, or one of another kind; the message tells all inputs and what was given.</exception>
    public static IReadOnlyDictionary<string, TensorData> Match(Graph graph, IReadOnlyDictionary<string, TensorData> given)
    {
        if (graph.Inputs is [ValueInfo only] && given.Count == 1) return new Dictionary<string, TensorData> { [only.Name] = Converted(only, given.Values.Single()) };
        ValueInfo[] missing = [.. graph.Inputs.Where(i => !given.ContainsKey(i.Name))];
        if (missing.Length > 0)
            throw new GraftException($"{graph.Name}: expected the inputs {string.Join(", ", graph.Inputs)}; missing: {string.Join(", ", missing.Select(m => $"'{m.Name}'"))}. "
                + $"Given: {string.Join(", ", given.Select(g => $"'{g.Key}' {g.Value}"))}.");
        return graph.Inputs.ToDictionary(i => i.Name, i => Converted(i, given[i.Name]));
    }

    /// <summary>The graph with its batch dimension opened, where it was exported for one example and several are given.</summary>
    public static Graph ForBatch(Graph graph, IReadOnlyDictionary<string, TensorData> inputs) =>
        graph.Inputs.Any(i => i.Shape is [{ Value: 1 }, ..] && inputs[i.Name].Shape is [> 1, ..]) ? BatchDimension.Open(graph) : graph;

    private static TensorData Converted(ValueInfo input, TensorData given)
    {
        if (input.Type == given.Type || input.Type == ElementType.Undefined) return given;
        return input.Type switch
        {
            ElementType.Float32 => given.ToFloat32(),
            ElementType.Int64 => TensorData.Of(given.ToLongs(), given.Shape),
            ElementType.Int32 => TensorData.Of(given.ToLongs().Select(v => checked((int)v)).ToArray(), given.Shape),
            _ => throw new GraftException($"Input {input}: expected {input.Type}, got {given}."),
        };
    }
}
