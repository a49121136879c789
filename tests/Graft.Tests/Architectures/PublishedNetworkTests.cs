using Graft.Architectures;
using Graft.Architectures.Configurations;
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
    };

    /// <summary>Files of transformers, whose configurations decide what is built.</summary>
    public static TheoryData<string> Configured =>
    [
        "ConvNextForImageClassification-small", "DeiTForImageClassification-small", "MobileNetV2ForImageClassification",
        "ResNetForImageClassification-18", "SwinForImageClassification-small", "ViTForImageClassification-small",
    ];

    [SharedTheory("fixtures/architectures"), MemberData(nameof(Files))]
    public void Build_WithTheWeightsOfTheFile_GivesItsLogits(string file, string name, string scheme)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/{file}.json");
        Check(fixture, Architecture.Get(name), scheme);
    }

    [SharedTheory("fixtures/architectures"), MemberData(nameof(Configured))]
    public void Build_OfTheConfigurationOfTheFile_GivesItsLogits(string file)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/hf/{file}.json");
        Check(fixture, TransformersConfig.ArchitectureOf(new(fixture.Root.GetProperty("config"), file)), "transformers");
    }

    [SharedFact("fixtures/architectures")]
    public void Files_AndConfigured_AreAllThatHaveLogits()
    {
        string root = Shared.Path("fixtures/architectures");
        IEnumerable<string> all = Directory.EnumerateFiles(root, "*.json").Concat(Directory.EnumerateFiles(Path.Combine(root, "timm"), "*.json"))
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "hf"), "*ForImageClassification*.json"));

        all.Select(f => Path.ChangeExtension(Path.GetRelativePath(root, f), null).Replace('\\', '/')).Order(StringComparer.Ordinal)
            .ShouldBe(Files.Cast<object[]>().Select(f => $"{f[0]}").Concat(Configured.Cast<object[]>().Select(c => $"hf/{c[0]}")).Order(StringComparer.Ordinal));
    }

    /// <summary>Names and shapes equal both ways, the number of parameters, and the logits.</summary>
    private void Check(ArchitectureFixture fixture, Architecture architecture, string scheme)
    {
        int classes = fixture.Logits.Length;
        LoadedWeights loaded = WeightLoading.Fill(architecture.Build(new() { Classes = classes }), fixture.Checkpoint(), architecture.Schemes.Single(s => s.Scheme == scheme));

        loaded.Unused.ShouldAllBe(name => name.EndsWith("num_batches_tracked", StringComparison.Ordinal));
        Architecture.CountLearned(architecture.Build(new() { Classes = classes })).ShouldBe(fixture.Parameters);
        double difference = Run(loaded.Graph, fixture);
        output.WriteLine(FormattableString.Invariant($"{fixture.Path}: largest difference {difference:0.0e+0} of the standard deviation"));
        difference.ShouldBeLessThan(Tolerance);
    }

    private static double Run(Graph graph, ArchitectureFixture fixture)
    {
        float[] image = SyntheticWeights.Tensor("input", fixture.InputShape, 1, 0).ToFloats();
        using OnnxSession session = new(graph, threads: 2);
        return ArchitectureFixture.Difference(session.Run(image, fixture.InputShape)[0].Span<float>(), fixture.Logits);
    }
}
