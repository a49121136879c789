using Graft.Data;
using Graft.Data.Images;
using Graft.Tests.Data.Images;

namespace Graft.Tests.Data;

public class PreprocessingTests
{
    private static readonly Image TwoPixels = new(2, 1, [0, 127, 255, 10, 20, 30]);

    [Fact]
    public void Apply_ImageNet_IsTorchvisionsNormalization() => Values(Preprocessing.ImageNet(1, 1) with { ShorterSide = null, Crop = new(1, 2) })
        .ShouldBe([-0.485f / 0.229f, ((10 / 255f) - 0.485f) / 0.229f, ((127 / 255f) - 0.456f) / 0.224f, ((20 / 255f) - 0.456f) / 0.224f, (1 - 0.406f) / 0.225f, ((30 / 255f) - 0.406f) / 0.225f],
        tolerance: 1e-6);

    [Fact]
    public void Apply_KerasCaffe_IsBgrMinusTheMean() => Values(Preprocessing.KerasCaffe(1) with { ExactSize = new(1, 2) })
        .ShouldBe([255 - 103.939f, 127 - 116.779f, -123.68f, 30 - 103.939f, 20 - 116.779f, 10 - 123.68f], tolerance: 1e-5);

    [Fact]
    public void Apply_KerasTensorFlow_GoesFromMinus1To1() => Values(Preprocessing.KerasTensorFlow(1) with { ExactSize = new(1, 2) })
        .ShouldBe([-1, (127 / 127.5f) - 1, 1, (10 / 127.5f) - 1, (20 / 127.5f) - 1, (30 / 127.5f) - 1], tolerance: 1e-6);

    [Fact]
    public void Apply_EfficientNetLite_IsExact() => Values(Preprocessing.EfficientNetLite(1, 1) with { ShorterSide = null, Crop = new(1, 2) })
        .ShouldBe([-127 / 128f, -117 / 128f, 0, -107 / 128f, 1, -97 / 128f]);

    [Fact]
    public void Apply_Grey_IsPillowsLuma() => Values(new() { Crop = new(1, 2), Channels = 1, Mean = [0], Std = [1], Rescale = 1 }).ShouldBe([104, 18]);

    [Fact]
    public void Apply_ACropLargerThanThePicture_AddsBlack() =>
        Values(new() { Crop = new(1, 5), Channels = 1, Mean = [0], Std = [1], Rescale = 1 }).ShouldBe([0, 104, 18, 0, 0]);

    [Fact]
    public void Apply_TooLittleRoom_IsRefused() =>
        Should.Throw<GraftException>(() => Preprocessing.ImageNet().Apply(TwoPixels, new float[7])).Message.ShouldBe("One example takes 150528 values, got room for 7.");

    [Theory]
    [InlineData(500, 375, 341, 256, 58, 16)]        // offset 58.5 goes to the even
    [InlineData(375, 500, 256, 341, 16, 58)]
    [InlineData(70, 50, 358, 256, 67, 16)]
    [InlineData(256, 256, 256, 256, 16, 16)]
    [InlineData(768, 300, 655, 256, 216, 16)]       // 655.36 goes down
    public void FramingOf_ImageNet_RoundsAsTorchvision(int width, int height, int toWidth, int toHeight, int left, int top) =>
        Preprocessing.ImageNet().FramingOf(width, height).ShouldBe(new Framing(toWidth, toHeight, left, top, 224, 224));

    [Fact]
    public void FramingOf_EfficientNetLite_RoundsAsItsRecipe() =>
        Preprocessing.EfficientNetLite().FramingOf(500, 371).ShouldBe(new Framing(345, 256, 60, 16, 224, 224));

    [Fact]
    public void ToJson_ThenParse_GivesTheSame()
    {
        foreach (Preprocessing one in new[] { Preprocessing.ImageNet(), Preprocessing.EfficientNetLite(), Preprocessing.KerasCaffe(224), Preprocessing.KerasTensorFlow(299, Interpolation.Lanczos) })
            Preprocessing.Parse(one.ToJson()).ShouldBe(one);
    }

    [Fact]
    public void ToJson_OfImageNet_ReadsWell() => Preprocessing.ImageNet().ToJson().ShouldBe(
        """
        {"shorter_side":256,"interpolation":"bilinear","longer_side":"down","crop":{"height":224,"width":224},"crop_offset":"nearest","channel_order":"rgb",
        "rescale":0.00392156862745098,"mean":[0.485,0.456,0.406],"std":[0.229,0.224,0.225],"layout":"nchw","channels":3}
        """.Replace("\n", "", StringComparison.Ordinal));

    [Fact]
    public void Parse_SeveralFaults_TellsAll()
    {
        string message = Should.Throw<GraftException>(() => Preprocessing.Parse("""{"channels":2,"std":[1,0],"shorter_side":0}""")).Message;
        foreach (string part in new[] { "channels must be 1 or 3, got 2", "mean must have 2 values, got 3", "std must not be 0", "shorter_side must be 1", "crop or exact_size" })
            message.ShouldContain(part);
    }

    [Theory, InlineData("{"), InlineData("""{"cropp":1}"""), InlineData("""{"interpolation":"cubic"}"""), InlineData("null"), InlineData("""{"mean":null}""")]
    public void Parse_WhatIsNoPreprocessing_IsRefused(string json) => Should.Throw<GraftException>(() => Preprocessing.Parse(json)).Message.ShouldContain("reprocessing");

    [SharedFact(ImageFixtures.Folder)]
    public void Load_FromPathStreamAndBytes_GivesTheSame()
    {
        Preprocessor preprocessor = new(Preprocessing.ImageNet());
        float[][] found = [new float[150528], new float[150528], new float[150528]];
        string path = ImageFixtures.At("orientation-6.jpg");
        preprocessor.Load(path, found[0]).ShouldBe(ImageFormat.Jpeg);
        using (FileStream stream = File.OpenRead(path)) preprocessor.Load(stream, "a.jpg", found[1]);
        preprocessor.Load(File.ReadAllBytes(path), "a.jpg", found[2]);
        found[1].ShouldBe(found[0]);
        found[2].ShouldBe(found[0]);
    }

    [SharedFact(ImageFixtures.Folder)]
    public void Normalize_OfTheResizedPicture_EqualsApply()
    {
        Image image = ImageFixtures.Open("large.png");
        Preprocessing preprocessing = Preprocessing.ImageNet();
        (float[] whole, float[] parts) = (new float[preprocessing.Length], new float[preprocessing.Length]);
        preprocessing.Apply(image, whole);
        preprocessing.Normalize(Resizer.Resize(image, preprocessing.FramingOf(image.Width, image.Height), preprocessing.Interpolation), parts);
        parts.ShouldBe(whole);
    }

    private static float[] Values(Preprocessing preprocessing)
    {
        float[] values = new float[preprocessing.Length];
        preprocessing.Apply(TwoPixels, values);
        return values;
    }
}
