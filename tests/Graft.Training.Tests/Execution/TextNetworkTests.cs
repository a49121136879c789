using System.Text.Json;
using Graft.Graphs;
using Graft.Tests;
using Graft.Tests.Architectures.Text;
using Graft.Training.Execution;
using Graft.Training.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Execution;

/// <summary>Families of text encoders in libtorch: what lies within, and that everything can learn.</summary>
public class TextNetworkTests
{
    private const double Tolerance = 5e-5;      // of the standard deviation

    public static TheoryData<string> Networks =>
    [
        "AlbertModel", "BertForMaskedLM", "BertForSequenceClassification", "BertForTokenClassification", "BertModel", "DebertaV2Model",
        "DistilBertForSequenceClassification", "DistilBertModel", "ElectraModel", "RobertaForSequenceClassification", "RobertaModel",
    ];

    [SharedFact("fixtures/architectures/hf")]
    public void Run_BertModel_GivesTheHiddenStatesOfEveryLayer()
    {
        using TextFixture fixture = new("fixtures/architectures/hf/BertModel.json");
        Graph graph = fixture.Load().Graph;
        string[] stages = [.. graph.Stages.Where(s => s.Name != "pooler").Select(s => s.Tensor)];
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(graph);
        using var still = no_grad();
        IReadOnlyDictionary<string, Tensor> found = executor.Run(Inputs(fixture), ExecutionMode.Inference, stages);
        foreach ((string stage, JsonElement expected) in stages.Zip(fixture.Root.GetProperty("hidden_states").EnumerateArray()))
            fixture.Difference(TensorMemory.ToData(found[stage], ElementType.Float32), expected).ShouldBeLessThan(Tolerance, stage);
    }

    [SharedTheory("fixtures/architectures/hf"), MemberData(nameof(Networks))]
    public void Run_InTraining_GivesEveryParameterOfTheOutputsAGradient(string name)
    {
        using TextFixture fixture = new($"fixtures/architectures/hf/{name}.json");
        Graph graph = fixture.Load().Graph;
        ExecutionOptions options = new() { Trainable = GraphParameters.Of(graph).Select(p => p.Name).ToHashSet() };
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(graph, options);
        executor.Run(Inputs(fixture), ExecutionMode.Training).Values.Select(o => o.square().sum()).Aggregate((a, b) => a + b).backward();
        executor.Parameters.Where(p => p.Value.grad is not { } gradient || !gradient.isfinite().all().item<bool>()).Select(p => p.Key).ShouldBeEmpty();
    }

    private static Dictionary<string, Tensor> Inputs(TextFixture fixture) => fixture.Inputs.ToDictionary(i => i.Key, i => TensorMemory.Copy(i.Value));
}
