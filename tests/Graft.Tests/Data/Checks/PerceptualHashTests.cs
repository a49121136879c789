using System.Text.Json;
using Graft.Data.Checks;
using Graft.Data.Images;

namespace Graft.Tests.Data.Checks;

public class PerceptualHashTests
{
    private const string Fixture = "fixtures/metrics/duplicates.json";

    [SharedFact(Fixture)]
    public void Both_OfTheResizedMatrix_IsImageHashToTheBit()
    {
        foreach ((string name, JsonElement expected, string _) in Pictures())
        {
            byte[] grey = Matrix(expected.GetProperty("resized_32x32"));
            (PerceptualHash plain, PerceptualHash mirrored) = PerceptualHash.Both(grey);
            plain.ShouldBe(Bits(expected, "phash"), name);
            mirrored.Distance(Bits(expected, "phash_of_mirrored")).ShouldBeLessThanOrEqualTo(4, name);
            PerceptualHash.Steps(Matrix(expected.GetProperty("resized_9x8"))).ShouldBe(Bits(expected, "dhash"), name);
        }
    }

    [SharedFact(Fixture)]
    public void Of_ThePicture_IsWithinFourBits()
    {
        foreach ((string name, JsonElement expected, string file) in Pictures())
        {
            Image image = ImageDecoder.Decode(Shared.Path($"fixtures/metrics/{file}"));
            PerceptualHash.Of(image).Distance(Bits(expected, "phash")).ShouldBeLessThanOrEqualTo(4, name);
            PerceptualHash.Steps(image).Distance(Bits(expected, "dhash")).ShouldBeLessThanOrEqualTo(4, name);
        }
    }

    private static IEnumerable<(string Name, JsonElement Expected, string File)> Pictures() => Evaluation.MetricFixture.Cases("duplicates")
        .SelectMany(c => new[] { "a", "b" }, (c, side) => ($"{c.Name} {side}", c.Expected.GetProperty(side), c.Given.GetProperty(side).GetString()!));

    private static byte[] Matrix(JsonElement rows) => [.. rows.EnumerateArray().SelectMany(r => r.EnumerateArray()).Select(v => v.GetByte())];

    private static PerceptualHash Bits(JsonElement of, string name) => new(Convert.ToUInt64(of.GetProperty(name).GetString()!, 2));
}
