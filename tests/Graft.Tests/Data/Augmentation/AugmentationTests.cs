using System.Text.Json;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Data.Images;

namespace Graft.Tests.Data.Augmentation;

public class AugmentationTests
{
    private const string Folder = "fixtures/training/augment";

    public static TheoryData<string> Files => Shared.Has(Folder) ? [.. All("operations").Select(o => o.GetProperty("file").GetString()!)] : ["none"];

    [SharedTheory(Folder), MemberData(nameof(Files))]
    public void Apply_EveryOperation_AgreesWithTorchvision(string file)
    {
        JsonElement operation = All("operations").Single(o => o.GetProperty("file").GetString() == file);
        Image found = Run(operation.GetProperty("op").GetString()!, Open(operation.GetProperty("image").GetString()!), operation.GetProperty("parameters"));
        Image expected = Open(file);
        int[] apart = [.. found.Rgb.Zip(expected.Rgb, (a, b) => Math.Abs(a - b))];
        int pixelsApart = apart.Chunk(3).Count(p => p.Max() > 0);
        bool agrees = operation.GetProperty("tolerance").GetString()! switch
        {
            "every pixel" => pixelsApart == 0,
            "all but 1 % of pixels exactly" => pixelsApart <= apart.Length / 3 * 0.01,
            "all but 0.5 % of values within 1" => apart.Count(a => a > 1) <= apart.Length * 0.005,
            "every value within 1" => apart.Max() <= 1,
            _ => apart.Max() <= 3,
        };
        agrees.ShouldBeTrue($"{pixelsApart} of {apart.Length / 3} pixels differ, by at most {apart.Max()}");
    }

    [SharedFact(Folder)]
    public void CutMix_TheFixtures_GiveTheSamePixelsAndShare()
    {
        foreach (JsonElement mix in All("mixes").Where(m => m.GetProperty("op").GetString() == "CutMix"))
        {
            Image a = Open("a.png"), c = Open("c.png"), expected = Open(mix.GetProperty("file").GetString()!);
            float[] batch = [.. Planes(a), .. Planes(c)];
            (float[] mixed, float share) = Mixing.CutMix(batch, 2, 64, 64, mix.GetProperty("lam").GetDouble(), mix.GetProperty("centre_x").GetInt32(), mix.GetProperty("centre_y").GetInt32());
            share.ShouldBe(mix.GetProperty("lam_adjusted").GetSingle(), 1e-6f);
            for (int i = 0; i < mixed.Length; i++)
            {
                (int image, int channel, int y, int x) = (i / (3 * 4096), i / 4096 % 3, i / 64 % 64, i % 64);
                mixed[i].ShouldBe(expected.Rgb[(((y * 128) + (image * 64) + x) * 3) + channel]);
            }
        }
    }

    [Fact]
    public void MixUp_OfTwoLabels_SharesThem() =>
        Mixing.MixUp([1, 0, 0, 0, 0, 1], 2, 0.3f).ShouldBe([0.3f, 0, 0.7f, 0.7f, 0, 0.3f], tolerance: 1e-6);

    [Fact]
    public void Vary_TheSameKey_GivesTheSamePictureAndAnotherEpochAnother()
    {
        Image image = Noise(300, 200);
        Preprocessing preprocessing = Preprocessing.ImageNet(40, 32);
        foreach (AugmentationPolicy policy in AugmentationPolicy.All)
        {
            byte[] first = policy.Vary(image, preprocessing, 1, 2, 3).Rgb;
            policy.Vary(image, preprocessing, 1, 2, 3).Rgb.ShouldBe(first);
            Enumerable.Range(3, 20).Any(epoch => !policy.Vary(image, preprocessing, 1, epoch, 3).Rgb.AsSpan().SequenceEqual(first)).ShouldBe(!policy.IsDeterministic);
        }
    }

    [Fact]
    public void Apply_None_EqualsPreprocessing()
    {
        Preprocessing preprocessing = Preprocessing.ImageNet(40, 32);
        (float[] plain, float[] varied) = (new float[preprocessing.Length], new float[preprocessing.Length]);
        preprocessing.Apply(Noise(90, 70), plain);
        AugmentationPolicy.Get("none").Apply(Noise(90, 70), preprocessing, 1, 2, 3, varied);
        varied.ShouldBe(plain);
    }

    [Fact]
    public void Get_ATypo_SuggestsTheName() => Should.Throw<UnknownNameException>(() => AugmentationPolicy.Get("standart")).Message.ShouldContain("Did you mean 'standard'?");

    private static IEnumerable<JsonElement> All(string section) =>
        JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Folder}/index.json"))).RootElement.GetProperty(section).EnumerateArray();

    private static Image Open(string file) => ImageDecoder.Decode(Shared.Path($"{Folder}/{file}"));

    private static Image Run(string name, Image image, JsonElement p) => name switch
    {
        "HorizontalFlip" => Geometry.FlipHorizontally(image),
        "RandomResizedCrop" => Boxes.CropAndResize(image, BoxOf(p), 48, 48, Interpolation.Bilinear),
        "RandomErasing" => p.GetProperty("value") is { ValueKind: JsonValueKind.Array } v
            ? Boxes.Erase(image, BoxOf(p), v[0].GetByte(), v[1].GetByte(), v[2].GetByte()) : Boxes.Erase(image, BoxOf(p), 0, 0, 0),
        "ColorJitter" => p.GetProperty("order").EnumerateArray().Zip(p.GetProperty("factors").EnumerateArray()).Aggregate(image, (i, s) => Jitter(i, s.First.GetString()!, s.Second.GetDouble())),
        _ => AutoAugment.Apply(name, image, p.GetProperty("magnitude").GetDouble(),
            p.TryGetProperty("interpolation", out JsonElement i) && i.GetString() == "bilinear" ? Interpolation.Bilinear : Interpolation.Nearest),
    };

    private static Image Jitter(Image image, string name, double factor) => name switch
    {
        "brightness" => Colours.Brightness(image, factor),
        "contrast" => Colours.Contrast(image, factor),
        "saturation" => Colours.Saturation(image, factor),
        _ => Colours.Hue(image, factor),
    };

    private static Box BoxOf(JsonElement p) =>
        new(p.GetProperty("left").GetInt32(), p.GetProperty("top").GetInt32(), p.GetProperty("width").GetInt32(), p.GetProperty("height").GetInt32());

    private static IEnumerable<float> Planes(Image image) => Enumerable.Range(0, 3).SelectMany(c => image.Rgb.Where((_, i) => i % 3 == c)).Select(v => (float)v);

    private static Image Noise(int width, int height)
    {
        SeededRandom random = Seeds.For("noise", 0);
        return new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(_ => (byte)random.NextInt(256))]);
    }
}
