using Graft.Graphs;
using Graft.Tests;
using Graft.Tests.Architectures.Text;
using Graft.Training.Execution;
using Graft.Training.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Execution;

public class TextTrainingTests
{
    public static TheoryData<string> Networks =>
        ["AlbertModel", "BertForSequenceClassification", "BertForTokenClassification", "DebertaV2Model", "DistilBertForSequenceClassification", "ElectraModel", "RobertaForSequenceClassification"];

    [SharedTheory("fixtures/architectures/hf"), MemberData(nameof(Networks))]
    public void Run_TextNetworkInTraining_GivesEveryParameterAGradientInBothPrecisions(string name)
    {
        using TextFixture fixture = new($"fixtures/architectures/hf/{name}.json");
        Graph graph = fixture.Load().Graph;
        // Whatever no output depends on can't learn.
        Graph reached = graph.Between([.. graph.Inputs.Select(i => i.Name)], [.. graph.Outputs.Select(o => o.Name)]);
        HashSet<string> learn = [.. GraphParameters.Of(reached).Select(p => p.Name)];
        Dictionary<string, double> exact = Norms(reached, fixture, learn, Precision.Float32);
        exact.Where(n => !double.IsFinite(n.Value)).Select(n => n.Key).ShouldBeEmpty();
        if (!Autocast.IsAvailable) return;
        Dictionary<string, double> low = Norms(reached, fixture, learn, Precision.BFloat16);
        double largest = exact.Values.Max();
        foreach ((string parameter, double norm) in low) norm.ShouldBe(exact[parameter], 0.1 * exact[parameter] + 0.01 * largest, parameter);
    }

    private static Dictionary<string, double> Norms(Graph graph, TextFixture fixture, HashSet<string> learn, Precision precision)
    {
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(graph, new() { Trainable = learn, Precision = precision });
        Dictionary<string, Tensor> inputs = fixture.Inputs.ToDictionary(i => i.Key, i => TensorMemory.Copy(i.Value));
        IReadOnlyDictionary<string, Tensor> outputs = executor.Run(inputs, ExecutionMode.Inference);
        outputs.Values.ShouldAllBe(o => o.dtype == ScalarType.Float32);
        outputs.Values.Select(o => o.square().mean()).Aggregate((a, b) => a.Plus(b)).backward();
        executor.Parameters.Keys.ShouldBe(learn, ignoreOrder: true);
        return executor.Parameters.ToDictionary(p => p.Key, p => p.Value.grad is { } gradient ? (double)gradient.norm().item<float>() : double.NaN);
    }
}
