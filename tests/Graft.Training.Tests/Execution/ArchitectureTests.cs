using Graft.Architectures;
using Graft.Graphs;
using Graft.Inference;
using Graft.Tests;
using Graft.Training.Execution;
using Graft.Training.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Execution;

public class ArchitectureTests
{
    public static TheoryData<string> OnePerFamily => [.. Architecture.All.GroupBy(a => a.Family).Select(f => f.OrderBy(a => a.Parameters).First().Name)];

    [Theory, MemberData(nameof(OnePerFamily))]
    public void Run_BuiltInNetwork_EqualsOnnxRuntime(string name)
    {
        Graph graph = DrawnGraph.Of(name);
        TensorData image = DrawnGraph.Image(graph, batch: 2);
        using OnnxSession session = new(graph);
        float[] expected = session.Run(new Dictionary<string, TensorData> { ["image"] = image })[0].ToFloats();

        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(graph);
        using var still = no_grad();
        Tensor actual = executor.Run(new Dictionary<string, Tensor> { ["image"] = TensorMemory.Copy(image) }, ExecutionMode.Inference)["logits"];

        ArchitectureFixture.Difference(TensorMemory.ToData(actual, ElementType.Float32).Span<float>(), expected).ShouldBeLessThan(5e-5);
    }

    [Theory, MemberData(nameof(OnePerFamily))]
    public void Run_BuiltInNetworkInTraining_GivesEveryParameterAGradient(string name)
    {
        Graph graph = DrawnGraph.Of(name);
        ExecutionOptions options = new() { Trainable = GraphParameters.Of(graph).Select(p => p.Name).ToHashSet(), LiveStatistics = GraphParameters.Buffers(graph) };
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(graph, options);
        executor.Run(new Dictionary<string, Tensor> { ["image"] = TensorMemory.Copy(DrawnGraph.Image(graph, batch: 2)) }, ExecutionMode.Training)["logits"].square().sum().backward();

        executor.Parameters.Keys.ShouldBe(options.Trainable, ignoreOrder: true);
        executor.Parameters.Where(p => p.Value.grad is not { } gradient || !gradient.isfinite().all().item<bool>()).Select(p => p.Key).ShouldBeEmpty();
    }
}
