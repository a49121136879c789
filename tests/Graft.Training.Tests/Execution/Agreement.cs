using Graft.Graphs;
using Graft.Inference;
using Graft.Tests.Architectures;
using Graft.Training.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Execution;

/// <summary>How near a network of the fixtures is to the file's outputs, engine by engine; in float64 what is left is the file's own rounding.</summary>
internal sealed record Agreement(FixtureNetwork Network, double OnnxRuntime, double Libtorch, double Float64)
{
    public static Agreement Of(FixtureNetwork network)
    {
        FixtureRun run = network.Load();
        return new(network, InOnnxRuntime(run), InLibtorch(run), InLibtorch(run with { Graph = Widened(run.Graph), Inputs = run.Inputs.ToDictionary(i => i.Key, i => Widened(i.Value)) }));
    }

    public static double InOnnxRuntime(FixtureRun run)
    {
        using OnnxSession session = new(run.Graph, threads: 2);
        return run.Difference(session.Outputs.Zip(session.Run(run.Inputs)).ToDictionary(o => o.First, o => o.Second));
    }

    public static double InLibtorch(FixtureRun run)
    {
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        using GraphExecutor executor = new(run.Graph);
        return run.Difference(executor.Run(run.Inputs.ToDictionary(i => i.Key, i => TensorMemory.Copy(i.Value)), ExecutionMode.Inference)
            .ToDictionary(o => o.Key, o => TensorMemory.ToData(o.Value, ElementType.Float64)));
    }

    /// <summary>The graph with every float32 as float64: weights, constants, inputs, and what casts make.</summary>
    public static Graph Widened(Graph graph) => graph with
    {
        Inputs = [.. graph.Inputs.Select(i => i with { Type = Widened(i.Type) })],
        Outputs = [.. graph.Outputs.Select(o => o with { Type = Widened(o.Type) })],
        Initializers = graph.Initializers.SetItems(graph.Initializers.Select(i => KeyValuePair.Create(i.Key, Widened(i.Value)))),
        Nodes = [.. graph.Nodes.Select(n => n with { Attributes = n.Attributes.ToDictionary(a => a.Key, a => Widened(n, a.Key, a.Value)) })],
        Values = graph.Values.SetItems(graph.Values.Select(v => KeyValuePair.Create(v.Key, v.Value with { Type = Widened(v.Value.Type) }))),
    };

    private static object Widened(Node node, string attribute, object value) => value switch
    {
        TensorData tensor => Widened(tensor),
        long type when node.OpType == "Cast" && attribute == "to" => (long)Widened((ElementType)type),
        _ => value,
    };

    private static ElementType Widened(ElementType type) => type == ElementType.Float32 ? ElementType.Float64 : type;

    private static TensorData Widened(TensorData data) => data.Type == ElementType.Float32 ? TensorData.Of(data.ToFloats().Select(v => (double)v).ToArray(), data.Shape) : data;
}
