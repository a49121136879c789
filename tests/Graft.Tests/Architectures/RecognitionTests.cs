using Graft.Architectures;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Tests.Architectures;

public class RecognitionTests
{
    [SharedTheory("fixtures/architectures"), MemberData(nameof(PublishedNetworkTests.Files), MemberType = typeof(PublishedNetworkTests))]
    public void Of_PublishedFile_IsItsNetworkAndScheme(string file, string name, string scheme)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/{file}.json");

        Recognition recognition = Recognition.Of(fixture.Declared(), hint: name).ShouldNotBeNull();

        recognition.Architecture.Name.ShouldBe(name);
        recognition.Scheme.Scheme.ShouldBe(scheme);
        recognition.Classes.ShouldBe(1000);
    }

    [SharedTheory("fixtures/checkpoints")]
    [InlineData("resnet20-12fca82f.th", "resnet20", 10)]
    [InlineData("mobilenet_v1_025.pth.tar", "mobilenet_v1_025_retinaface", 1000)]
    public void Of_CheckpointOfSomeone_IsItsNetwork(string file, string name, int classes)
    {
        Checkpoint checkpoint = CheckpointFormats.Open(Shared.Path($"fixtures/checkpoints/{file}"));

        Recognition recognition = Recognition.Of(checkpoint).ShouldNotBeNull();

        recognition.Architecture.Name.ShouldBe(name);
        recognition.Classes.ShouldBe(classes);
        WeightLoading.Fill(recognition.Architecture.Build(new() { Classes = classes }), checkpoint, recognition.Scheme).Unused
            .ShouldAllBe(key => key.EndsWith("num_batches_tracked", StringComparison.Ordinal));
    }

    [SharedFact("models/efficientnet-lite0-imagenet")]
    public void Of_OriginalLite0_IsTheOneThatTensorFlowTrained()
    {
        Checkpoint checkpoint = CheckpointFormats.Open(Shared.Path("models/efficientnet-lite0-imagenet/efficientnet-lite0-57934424.pth"));

        Recognition.Of(checkpoint)!.Architecture.Name.ShouldBe("tf_efficientnet_lite0");
    }

    [Fact]
    public void Of_NetworksWithTheSameTensors_ToldByTheHint()
    {
        Checkpoint timm = Renamed(Architecture.Get("efficientnet_lite0"), "timm");

        Recognition.Of(timm)!.Alternatives.ShouldBe(["tf_efficientnet_lite0"]);
        Recognition.Of(timm, "timm--tf_efficientnet_lite0.in1k")!.Architecture.Name.ShouldBe("tf_efficientnet_lite0");
    }

    [Fact]
    public void Of_TensorsOfNoNetwork_IsNothing() =>
        Recognition.Of(new("x", "synthetic", new Dictionary<string, TensorData> { ["a"] = TensorData.Scalar(1f) })).ShouldBeNull();

    [Fact]
    public void Of_BaseModelWithoutPrefix_IsFoundToo()
    {
        Architecture network = Architecture.Get("resnet18");
        NameMap map = network.Schemes.Single(s => s.Scheme == "transformers");
        Dictionary<string, TensorData> tensors = network.Build(new()).Initializers.ToDictionary(i => map.Source(i.Key).Theirs[0]["resnet.".Length..], i => i.Value);

        Recognition recognition = Recognition.Of(new("base", "synthetic", tensors)).ShouldNotBeNull();

        recognition.Architecture.ShouldBe(network);
        recognition.Classes.ShouldBeNull();
    }

    /// <summary>A file with declared tensors, as another library would name them.</summary>
    private static Checkpoint Renamed(Architecture network, string scheme)
    {
        NameMap map = network.Schemes.Single(s => s.Scheme == scheme);
        IEnumerable<(string, TensorData)> tensors = network.Build(new() { Classes = network.Classes }).Initializers.Where(i => !i.Value.HasData).SelectMany(i =>
            map.Source(i.Key).Theirs.Zip(map.Source(i.Key).Change.Shapes(i.Value.Shape, map.Source(i.Key).Theirs.Count), (n, s) => (n, TensorData.Declared(ElementType.Float32, s))));
        return new(network.Name, "synthetic", tensors.ToDictionary(t => t.Item1, t => t.Item2));
    }
}
