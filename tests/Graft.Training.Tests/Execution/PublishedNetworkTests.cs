using System.Text.Json;
using Graft.Architectures;
using Graft.Architectures.Configurations;
using Graft.Graphs;
using Graft.Tests;
using Graft.Tests.Architectures.Text;
using Graft.Training.Execution;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Execution;

/// <summary>Networks in libtorch against the published implementations, with synthetic weights.</summary>
public class PublishedNetworkTests(ITestOutputHelper output)
{
    private const double Tolerance = 5e-5;      // of the standard deviation

    /// <summary>File, network, scheme.</summary>
    public static TheoryData<string, string, string> Vision => new()
    {
        { "alexnet", "alexnet", "torchvision" }, { "resnet18", "resnet18", "torchvision" }, { "resnet50", "resnet50", "torchvision" }, { "squeezenet1_1", "squeezenet1_1", "torchvision" },
        { "densenet121", "densenet121", "torchvision" }, { "mobilenet_v2", "mobilenet_v2", "torchvision" }, { "mobilenet_v3_small", "mobilenet_v3_small", "torchvision" },
        { "efficientnet_b0", "efficientnet_b0", "torchvision" }, { "timm/tf_efficientnet_lite0", "tf_efficientnet_lite0", "timm" }, { "timm/resnetv2_50", "resnetv2_50", "timm" },
        { "timm/convnext_atto", "convnext_atto", "timm" }, { "timm/vit_tiny_patch16_224", "vit_tiny_patch16_224", "timm" },
    };

    public static TheoryData<string> Configured => ["DeiTForImageClassification-small", "MobileNetV2ForImageClassification", "SwinForImageClassification-small"];

    public static TheoryData<string> Texts =>
    [
        "AlbertModel", "BertForMaskedLM", "BertForSequenceClassification", "BertForTokenClassification", "BertModel", "DebertaV2Model",
        "DistilBertForSequenceClassification", "DistilBertModel", "ElectraModel", "RobertaForSequenceClassification", "RobertaModel",
    ];

    [SharedTheory("fixtures/architectures"), MemberData(nameof(Vision))]
    public void Run_NetworkWithTheWeightsOfTheFile_GivesItsLogits(string file, string name, string scheme)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/{file}.json");
        Check(fixture, Architecture.Get(name), scheme);
    }

    [SharedTheory("fixtures/architectures"), MemberData(nameof(Configured))]
    public void Run_NetworkOfTheConfigurationOfTheFile_GivesItsLogits(string file)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/hf/{file}.json");
        Check(fixture, TransformersConfig.ArchitectureOf(new(fixture.Root.GetProperty("config"), file)), "transformers");
    }

    [SharedTheory("fixtures/architectures/hf"), MemberData(nameof(Texts))]
    public void Run_TextNetworkWithTheWeightsOfTheFile_GivesItsOutputs(string name)
    {
        using TextFixture fixture = new($"fixtures/architectures/hf/{name}.json");
        Graph graph = fixture.Load().Graph;
        Dictionary<string, TensorData> found = Run(graph, fixture.Inputs);
        foreach (string tensor in graph.Outputs.Select(o => o.Name))
            if (fixture.Root.TryGetProperty(tensor, out JsonElement expected)) Check(name, fixture.Difference(found[tensor], expected));
    }

    private void Check(ArchitectureFixture fixture, Architecture architecture, string scheme)
    {
        Graph graph = WeightLoading.Fill(architecture.Build(new() { Classes = fixture.Logits.Length }), fixture.Checkpoint(), architecture.Schemes.Single(s => s.Scheme == scheme)).Graph;
        TensorData image = SyntheticWeights.Tensor("input", fixture.InputShape, 1, 0);
        Check(fixture.Path, ArchitectureFixture.Difference(Run(graph, new() { ["image"] = image })["logits"].Span<float>(), fixture.Logits));
    }

    private void Check(string what, double difference)
    {
        output.WriteLine(FormattableString.Invariant($"{what}: largest difference {difference:0.0e+0} of the standard deviation"));
        difference.ShouldBeLessThan(Tolerance, what);
    }

    private static Dictionary<string, TensorData> Run(Graph graph, Dictionary<string, TensorData> inputs)
    {
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        using GraphExecutor executor = new(graph);
        return executor.Run(inputs.ToDictionary(i => i.Key, i => TensorMemory.Copy(i.Value)), ExecutionMode.Inference).ToDictionary(o => o.Key, o => TensorMemory.ToData(o.Value, ElementType.Float32));
    }
}
