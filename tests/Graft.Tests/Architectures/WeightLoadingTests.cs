using Graft.Architectures;
using Graft.Architectures.Configurations;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Tests.Architectures;

public class WeightLoadingTests
{
    private static readonly Architecture LeNet = Architecture.Get("lenet5");

    private static Dictionary<string, TensorData> Values() => LeNet.Build().Initializers.Where(i => !i.Value.HasData)
        .ToDictionary(i => i.Key, i => SyntheticWeights.Tensor(i.Key, i.Value.Shape, 1, 0));

    private static LoadedWeights Fill(Dictionary<string, TensorData> tensors, Graph? graph = null) =>
        WeightLoading.Fill(graph ?? LeNet.Build(), new Checkpoint("lenet.pth", "synthetic", tensors), NameMap.Torchvision);

    [Fact]
    public void Fill_DifferencesOfAllKinds_AreToldAtOnce()
    {
        Dictionary<string, TensorData> tensors = Values();
        tensors.Remove("conv1.weight");
        tensors["surprise"] = TensorData.Scalar(1f);
        tensors["fc1.bias"] = TensorData.Of(new float[7], 7);

        string message = Should.Throw<GraftException>(() => Fill(tensors)).Message;

        message.ShouldContain("lenet.pth does not fit lenet5 (torchvision names)");
        message.ShouldContain("1 missing: 'conv1.weight' [6, 1, 5, 5]");
        message.ShouldContain("1 unexpected: 'surprise' []");
        message.ShouldContain("1 of another shape: 'fc1.bias' expected [120], found [7]");
    }

    [Fact]
    public void Fill_Backbone_LeavesTheClassifierAndSaysSo() =>
        Fill(Values(), LeNet.Build(new())).Unused.ShouldBe(["fc3.bias", "fc3.weight"]);

    [Fact]
    public void Fill_CountersAndPositions_AreLeft()
    {
        Dictionary<string, TensorData> tensors = Values();
        tensors["bn.num_batches_tracked"] = TensorData.Scalar(0L);
        tensors["embeddings.position_ids"] = TensorData.Longs(0, 1);

        Fill(tensors).Unused.ShouldBe(["bn.num_batches_tracked", "embeddings.position_ids"]);
    }

    [Fact]
    public void Fill_HalfPrecision_IsWidened()
    {
        Dictionary<string, TensorData> tensors = Values();
        tensors["fc3.bias"] = TensorData.Of([.. Enumerable.Range(0, 10).Select(i => (Half)(i / 4.0))], 10);

        Fill(tensors).Graph.Initializers["fc3.bias"].Span<float>()[3].ShouldBe(0.75f);
    }

    [Fact]
    public void Fill_Float32_SharesTheBytes()
    {
        Dictionary<string, TensorData> tensors = Values();

        Fill(tensors).Graph.Initializers["fc1.weight"].ShouldBeSameAs(tensors["fc1.weight"]);
    }

    [SharedTheory("fixtures/architectures")]
    [InlineData("timm/convnext_atto", "convnext_atto", "timm")]
    [InlineData("timm/vit_tiny_patch16_224", "vit_tiny_patch16_224", "timm")]
    [InlineData("timm/mobilenetv3_small_100", "mobilenetv3_small_100", "timm")]
    public void Unload_AfterFill_GivesTheFileAgain(string file, string name, string scheme)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/{file}.json");
        Checkpoint checkpoint = fixture.Checkpoint();
        NameMap map = Architecture.Get(name).Schemes.Single(s => s.Scheme == scheme);

        IReadOnlyDictionary<string, TensorData> back = WeightLoading.Unload(WeightLoading.Fill(Architecture.Get(name).Build(), checkpoint, map).Graph, map);

        AreTheSame(back, checkpoint);
    }

    [SharedFact("fixtures/architectures")]
    public void Unload_JoinedQueries_AreTakenApart()
    {
        using ArchitectureFixture fixture = new("fixtures/architectures/hf/ViTForImageClassification-small.json");
        Checkpoint checkpoint = fixture.Checkpoint();
        Architecture network = TransformersConfig.ArchitectureOf(new(fixture.Root.GetProperty("config"), "config.json"));
        NameMap map = network.Schemes.Single(s => s.Scheme == "transformers");

        AreTheSame(WeightLoading.Unload(WeightLoading.Fill(network.Build(new() { Classes = 100 }), checkpoint, map).Graph, map), checkpoint);
    }

    private static void AreTheSame(IReadOnlyDictionary<string, TensorData> found, Checkpoint expected)
    {
        string[] names = [.. expected.Tensors.Keys.Where(k => !k.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        found.Keys.Order(StringComparer.Ordinal).ShouldBe(names);
        names.Where(n => !found[n].Shape.SequenceEqual(expected.Tensors[n].Shape) || !found[n].Bytes.Span.SequenceEqual(expected.Tensors[n].Bytes.Span)).ShouldBeEmpty();
    }
}
