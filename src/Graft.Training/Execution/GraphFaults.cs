using Graft.Graphs;
using Graft.Training.Operators;
using static TorchSharp.torch;

namespace Graft.Training.Execution;

/// <summary>What keeps a graph from being run, told before any work is done.</summary>
internal static class GraphFaults
{
    /// <summary>Checks operators, values and the options' names.</summary>
    public static void Check(Graph graph, ExecutionOptions options)
    {
        string[] unknown = [.. AllNodes(graph).Where(n => KnownOperators.Find(n) is null).GroupBy(n => n.Domain.Length > 0 ? $"{n.Domain}.{n.OpType}" : n.OpType)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} ({g.Count()}, such as {g.First().Label})")];
        if (unknown.Length > 0)
            throw new GraftException($"{graph.Name}: libtorch can't run these operators here: {string.Join("; ", unknown)}. Freeze the part of the network that has them, so that ONNX Runtime runs it, or export the model with ONNX's standard operators.");
        string[] empty = [.. graph.Initializers.Where(i => !i.Value.HasData).Select(i => i.Key).Order(StringComparer.Ordinal)];
        if (empty.Length > 0) throw new GraftException($"{graph.Name}: {empty.Length} parameters have no values, such as '{empty[0]}': load a checkpoint, or initialise them.");
        foreach (string name in options.Trainable.Concat(options.LiveStatistics)) CheckOwn(graph, name);
        CheckStatistics(graph, options);
    }

    /// <summary>Checks the inputs of one run, all faults at once.</summary>
    public static void CheckInputs(Graph graph, Plan plan, IReadOnlyDictionary<string, Tensor> inputs)
    {
        List<string> faults = [];
        foreach (ValueInfo input in plan.NeededInputs)
            if (!inputs.TryGetValue(input.Name, out Tensor? given)) faults.Add($"the input {input} is missing");
            else if (!Fits(input, given)) faults.Add($"expected {input}, got {given.dtype} {TensorData.Describe(given.shape)}");
        if (faults.Count > 0) throw new GraftException($"{graph.Name}: {string.Join("; ", faults)}.");
    }

    private static IEnumerable<Node> AllNodes(Graph graph) => graph.Nodes.SelectMany(n => n.Attributes.Values.OfType<Graph>().SelectMany(AllNodes).Prepend(n));

    private static bool Fits(ValueInfo input, Tensor given)
    {
        if (input.Type != ElementType.Undefined && TensorMemory.TypeOf(input.Type) != given.dtype) return false;
        if (input.Shape is null) return true;
        long[] shape = given.shape;
        return shape.Length == input.Shape.Count && shape.Zip(input.Shape).All(s => s.Second.Value is not long size || size == s.First);
    }

    private static void CheckOwn(Graph graph, string name)
    {
        if (!graph.Initializers.TryGetValue(name, out TensorData? data)) throw new UnknownNameException("initializer", name, graph.Initializers.Keys);
        if (data.Type is not (ElementType.Float32 or ElementType.Float64)) throw new GraftException($"{graph.Name}: expected '{name}', which is to learn, to be float32, found {data}. Convert it first.");
    }

    private static void CheckStatistics(Graph graph, ExecutionOptions options)
    {
        HashSet<string> statistics = [.. graph.Nodes.Where(n => n.OpType == "BatchNormalization").SelectMany(n => n.Inputs.Skip(3))];
        if (options.LiveStatistics.FirstOrDefault(s => !statistics.Contains(s)) is { } other) throw new GraftException($"{graph.Name}: expected the running mean or variance of a batch norm, got '{other}'.");
        foreach (Node node in graph.Nodes.Where(n => n.OpType == "BatchNormalization"))
            if (options.LiveStatistics.Contains(node.Inputs[3]) != options.LiveStatistics.Contains(node.Inputs[4]))
                throw new GraftException($"{graph.Name}: {node.Label}: either both its running mean and variance are live or none.");
    }
}
