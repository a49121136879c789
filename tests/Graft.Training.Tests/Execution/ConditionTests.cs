using Graft.Graphs;
using Graft.Inference;
using Graft.Tests;
using Graft.Tests.Architectures;
using Graft.Training.Execution;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Execution;

/// <summary>How much of a difference is float32's own: the same network with all numbers widened, and with its convolutions alone in float32.</summary>
public class ConditionTests(ITestOutputHelper output)
{
    private static readonly FixtureNetwork Published = FixtureNetwork.Keras.Single(n => n.Network == "keras_efficientnet_b0");

    [SharedFact(FixtureNetwork.Folder)]
    public void Run_PublishedEfficientNetOfKeras_IsAsNearToFloat64AsTheFileIs()
    {
        FixtureRun run = Published.Load();
        Graph wide = Agreement.Widened(run.Graph);
        float[] exact = Run(wide, run.Inputs), narrow = Run(InFloat32(wide, "Conv"), run.Inputs);
        using OnnxSession session = new(run.Graph, threads: 2);
        double file = run.Difference(new Dictionary<string, TensorData> { ["logits"] = TensorData.Of(exact, exact.Length) });
        double ours = ArchitectureFixture.Difference(session.Run(run.Inputs)[0].Span<float>(), exact), convolutions = ArchitectureFixture.Difference(narrow, exact);
        output.WriteLine(FormattableString.Invariant($"from float64: the file {file:0.0e+0}, ONNX Runtime {ours:0.0e+0}, float64 but for the convolutions {convolutions:0.0e+0}"));
        ours.ShouldBeLessThan(1.5 * file);
        convolutions.ShouldBeGreaterThan(5e-5, "no float32 network could be nearer than that");
    }

    private static float[] Run(Graph graph, Dictionary<string, TensorData> inputs)
    {
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        using GraphExecutor executor = new(graph);
        return TensorMemory.ToData(executor.Run(inputs.ToDictionary(i => i.Key, i => TensorMemory.Copy(i.Value).to_type(ScalarType.Float64)), ExecutionMode.Inference)["logits"], ElementType.Float32).ToFloats();
    }

    /// <summary>A graph of float64 whose nodes of one kind round what they read, compute in float32, and are widened again.</summary>
    private static Graph InFloat32(Graph graph, string opType) => graph with { Nodes = [.. graph.Nodes.SelectMany(n => n.OpType == opType ? Narrow(n) : [n])] };

    private static IEnumerable<Node> Narrow(Node node)
    {
        string result = node.Outputs[0];
        string[] read = [.. node.Inputs.Select((_, i) => $"{result}/input{i}")];
        return [.. node.Inputs.Zip(read, (from, to) => Cast(from, to, ElementType.Float32)), node with { Inputs = read, Outputs = [$"{result}/float32"] }, Cast($"{result}/float32", result, ElementType.Float64)];
    }

    private static Node Cast(string from, string to, ElementType type) => new("Cast", [from], [to]) { Attributes = new Dictionary<string, object> { ["to"] = (long)type } };
}
