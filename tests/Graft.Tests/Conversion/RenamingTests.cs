using Graft.Architectures;
using Graft.Checkpoints;
using Graft.Conversion;
using Graft.Graphs;
using Graft.Tests.Checkpoints;

namespace Graft.Tests.Conversion;

public class RenamingTests
{
    [SharedTheory("fixtures/architectures")]
    [InlineData("resnet18", "transformers"), InlineData("timm/mobilenetv2_100", "torchvision"), InlineData("timm/efficientnet_lite0", "torchvision")]
    [InlineData("timm/convnext_atto", "transformers"), InlineData("timm/vit_tiny_patch16_224", "transformers"), InlineData("hf/SwinForImageClassification-small", "timm")]
    [InlineData("hf/DeiTForImageClassification-small", "timm"), InlineData("mobilenet_v3_small", "timm"), InlineData("timm/resnet18", "timm")]
    public void Convert_ToOtherNamesAndBack_GivesTheSameTensors(string fixture, string scheme)
    {
        using ArchitectureFixture published = new($"fixtures/architectures/{fixture}.json");
        using TemporaryFolder folder = new();
        PublishedFolder.Write(folder, published);
        NetworkFile file = NetworkFile.Open(folder.Root);
        string there = folder.Path("there.safetensors"), back = folder.Path("back.safetensors");

        ConversionResult result = ModelConversion.Run(folder.Path("model.safetensors"), there, new() { Scheme = scheme });
        ModelConversion.Run(there, back, new() { Scheme = file.Scheme.Scheme, Architecture = published.Root.TryGetProperty("config", out _) ? null : file.Architecture.Name });

        result.Network.ShouldBe(file.Architecture.Name);
        IReadOnlyDictionary<string, TensorData> expected = file.Checkpoint.Tensors, found = Checkpoint.Open(back).Tensors;
        found.Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Keys.Order(StringComparer.Ordinal));
        found.Where(t => t.Value.Type != expected[t.Key].Type || !t.Value.Shape.SequenceEqual(expected[t.Key].Shape) || !t.Value.Bytes.Span.SequenceEqual(expected[t.Key].Bytes.Span))
            .Select(t => t.Key).ShouldBeEmpty();
    }

    [SharedFact("fixtures/architectures")]
    public void Convert_HalfPrecision_StaysHalfPrecision()
    {
        using ArchitectureFixture published = new("fixtures/architectures/hf/ViTForImageClassification-small.json");
        using TemporaryFolder folder = new();
        PublishedFolder.Write(folder, published);
        Dictionary<string, TensorData> half = published.Checkpoint().Tensors.ToDictionary(t => t.Key, t => TensorData.Of(t.Value.ToFloats().Select(v => (Half)v).ToArray(), t.Value.Shape));
        SafetensorsWriter.Write(folder.Path("model.safetensors"), half);

        ModelConversion.Run(folder.Root, folder.Path("timm.safetensors"), new() { Scheme = "timm" });

        IReadOnlyDictionary<string, TensorData> renamed = Checkpoint.Open(folder.Path("timm.safetensors")).Tensors;
        renamed.Values.ShouldAllBe(t => t.Type == ElementType.Float16);
        renamed.Keys.ShouldContain("blocks.0.attn.qkv.weight");
    }

    [Fact]
    public void SchemeOf_NamesThatTheNetworkHasNot_ListsThoseItHas() =>
        Should.Throw<UnknownNameException>(() => Renaming.SchemeOf(Architecture.Get("resnet18"), "tim")).Message.ShouldContain("Did you mean 'timm'? Known: torchvision, timm, transformers");
}
