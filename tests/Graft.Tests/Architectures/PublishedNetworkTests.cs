using Graft.Architectures;
using Graft.Graphs;
using Graft.Inference;
using Xunit.Abstractions;

namespace Graft.Tests.Architectures;

/// <summary>Every built-in network against the published implementation, with synthetic weights.</summary>
public class PublishedNetworkTests(ITestOutputHelper output)
{
    private const double Tolerance = 5e-5;      // of the logits' standard deviation

    /// <summary>File, network, scheme.</summary>
    public static TheoryData<string, string, string> Files => new()
    {
        { "alexnet", "alexnet", "torchvision" }, { "vgg11", "vgg11", "torchvision" }, { "vgg16_bn", "vgg16_bn", "torchvision" },
        { "resnet18", "resnet18", "torchvision" }, { "resnet50", "resnet50", "torchvision" }, { "squeezenet1_1", "squeezenet1_1", "torchvision" },
        { "densenet121", "densenet121", "torchvision" }, { "mobilenet_v2", "mobilenet_v2", "torchvision" },
        { "mobilenet_v3_small", "mobilenet_v3_small", "torchvision" }, { "efficientnet_b0", "efficientnet_b0", "torchvision" },
        { "timm/resnet18", "resnet18", "torchvision" }, { "timm/resnet50", "resnet50", "torchvision" },
        { "timm/mobilenetv2_100", "mobilenet_v2", "timm" }, { "timm/mobilenetv3_small_100", "mobilenetv3_small_100", "timm" },
        { "timm/efficientnet_b0", "efficientnet_b0", "timm" }, { "timm/efficientnet_lite0", "efficientnet_lite0", "timm" },
        { "timm/tf_efficientnet_lite0", "tf_efficientnet_lite0", "timm" },
        { "timm/resnetv2_50", "resnetv2_50", "timm" }, { "timm/convnext_atto", "convnext_atto", "timm" }, { "timm/vit_tiny_patch16_224", "vit_tiny_patch16_224", "timm" },
        { "convnext_tiny", "convnext_tiny", "torchvision" }, { "vit_b_16", "vit_b_16", "torchvision" },
        { "hf/ResNetForImageClassification-18", "resnet18", "transformers" },
    };

    [SharedTheory("fixtures/architectures"), MemberData(nameof(Files))]
    public void Build_WithTheWeightsOfTheFile_GivesItsLogits(string file, string name, string scheme)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/{file}.json");
        Architecture architecture = Architecture.Get(name);

        LoadedWeights loaded = WeightLoading.Fill(architecture.Build(new() { Classes = fixture.Logits.Length }), fixture.Checkpoint(), architecture.Schemes.Single(s => s.Scheme == scheme));

        architecture.Parameters.ShouldBe(fixture.Parameters);
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
