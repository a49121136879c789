using Graft.Architectures;
using Graft.Graphs;
using Graft.Inference;
using Xunit.Abstractions;

namespace Graft.Tests.Architectures;

/// <summary>Every built-in network against the published implementation, with synthetic weights.</summary>
public class PublishedNetworkTests(ITestOutputHelper output)
{
    private const double Tolerance = 5e-5;      // of the logits' standard deviation

    public static TheoryData<string, string> Torchvision => new()
    {
        { "resnet18.json", "resnet18" }, { "resnet50.json", "resnet50" }, { "squeezenet1_1.json", "squeezenet1_1" }, { "alexnet.json", "alexnet" },
        { "vgg11.json", "vgg11" }, { "vgg16_bn.json", "vgg16_bn" }, { "densenet121.json", "densenet121" },
    };

    [SharedTheory("fixtures/architectures"), MemberData(nameof(Torchvision))]
    public void Build_WithTheWeightsOfTheFile_GivesItsLogits(string file, string name)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/{file}");

        Architecture.Get(name).Parameters.ShouldBe(fixture.Parameters);
        LoadedWeights loaded = WeightLoading.Fill(Architecture.Get(name).Build(new() { Classes = fixture.Logits.Length }), fixture.Checkpoint(), NameMap.Torchvision);

        double difference = Run(loaded.Graph, fixture);
        output.WriteLine(FormattableString.Invariant($"{file}: largest difference {difference:0.0e+0} of the standard deviation"));
        difference.ShouldBeLessThan(Tolerance);
    }

    private static double Run(Graph graph, ArchitectureFixture fixture)
    {
        float[] image = SyntheticWeights.Tensor("input", fixture.InputShape, 1, 0).ToFloats();
        using OnnxSession session = new(graph, threads: 2);
        return ArchitectureFixture.Difference(session.Run(image, fixture.InputShape)[0].Span<float>(), fixture.Logits);
    }
}
