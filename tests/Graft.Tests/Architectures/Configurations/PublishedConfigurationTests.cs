using Graft.Architectures.Configurations;
using Graft.Data;
using Graft.Data.Images;

namespace Graft.Tests.Architectures.Configurations;

public sealed class PublishedConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private PublishedConfiguration? Read(string config, string? processor = null)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), config);
        if (processor is not null) File.WriteAllText(Path.Combine(_folder, "preprocessor_config.json"), processor);
        return PublishedConfiguration.Beside(_folder);
    }

    [SharedTheory("fixtures/architectures")]
    [InlineData("tf_efficientnet_lite0", 256, 224, 0.5)]
    [InlineData("resnet50", 235, 224, 0.485)]
    [InlineData("vit_tiny_patch16_224", 248, 224, 0.5)]
    [InlineData("mobilenetv2_100", 256, 224, 0.485)]
    public void Beside_TimmConfig_NamesTheNetworkAndItsPixels(string file, int side, int crop, double mean)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/timm/{file}.json");

        PublishedConfiguration told = Read($$"""{"architecture": "{{file}}", "num_classes": 1000, "pretrained_cfg": {{fixture.Root.GetProperty("pretrained_cfg").GetRawText()}}}""")!;

        Preprocessing pixels = told.Preprocessing.ShouldNotBeNull();
        (pixels.ShorterSide, pixels.Crop, pixels.Mean[0], pixels.Interpolation).ShouldBe((side, new ImageSize(crop, crop), mean, Interpolation.Bicubic));
        told.Architecture.Aliases.Append(told.Architecture.Name).ShouldContain(file);
        told.Classes.ShouldBe(1000);
    }

    [Fact]
    public void Beside_TransformersConfig_CountsItsLabels()
    {
        PublishedConfiguration told = Read("""{"model_type": "resnet", "layer_type": "basic", "hidden_sizes": [64, 128, 256, 512], "depths": [2, 2, 2, 2], "id2label": {"0": "ant", "1": "bee", "2": "cat"}}""")!;

        told.Classes.ShouldBe(3);
        told.Architecture.Name.ShouldBe("resnet_2_2_2_2");
        told.Scheme.ShouldBe("transformers");
        told.Preprocessing.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"image_processor_type": "ViTImageProcessor", "size": {"height": 224, "width": 224}, "resample": 2}""", null, 224, null, 0.5)]
    [InlineData("""{"size": 224, "resample": 2}""", null, 224, null, 0.5)]
    [InlineData("""{"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 224}, "crop_pct": 0.875, "resample": 3, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}""", 256, null, 224, 0.229)]
    [InlineData("""{"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 384}, "resample": 3}""", null, 384, null, 0.5)]
    [InlineData("""{"size": {"shortest_edge": 256}, "do_center_crop": true, "crop_size": {"height": 224, "width": 224}}""", 256, null, 224, 0.5)]
    [InlineData("""{"size": 256, "do_center_crop": true, "crop_size": 224}""", 256, null, 224, 0.5)]
    [InlineData("""{"image_processor_type": "EfficientNetImageProcessor", "include_top": true, "size": {"height": 224, "width": 224}, "resample": 0, "image_std": [0.47853944, 0.4732864, 0.47434163]}""", null, 224, null, 0.229)]
    public void Beside_ProcessorConfig_IsReadAsTransformersDoes(string processor, int? side, int? exact, int? crop, double std)
    {
        Preprocessing pixels = Read("""{"model_type": "vit"}""", processor)!.Preprocessing!;

        (pixels.ShorterSide, pixels.ExactSize?.Height, pixels.Crop?.Height).ShouldBe((side, exact, crop));
        pixels.Std[0].ShouldBe(std, 1e-6);
    }

    [Fact]
    public void Beside_VariantThatIsNotBuilt_SaysWhich() =>
        Should.Throw<GraftException>(() => Read("""{"model_type": "vit", "hidden_act": "quick_gelu"}""")).Message.ShouldEndWith("config.json: 'hidden_act' is quick_gelu; Graft builds this network with gelu only.");

    [Fact]
    public void Beside_WrongKind_NamesTheKey() =>
        Should.Throw<GraftException>(() => Read("""{"model_type": "vit", "hidden_size": "big"}""")).Message.ShouldContain("'hidden_size' must be a whole number, got \"big\"");

    [Theory]
    [InlineData("""{"model_type": "bert"}""")]
    [InlineData("""{}""")]
    public void Beside_OtherModels_IsNothing(string config) => Read(config).ShouldBeNull();
}
