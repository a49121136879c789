using System.Text.Json;
using Graft.Data.Images;

namespace Graft.Tests.Data.Images;

/// <summary>The pictures of fixtures/images and how far two pictures are apart.</summary>
internal static class ImageFixtures
{
    public const string Folder = "fixtures/images";

    private static readonly Lazy<JsonDocument> Expected = new(() => JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Folder}/expected.json"))));

    public static JsonElement Section(string name) => Expected.Value.RootElement.GetProperty(name);

    public static string At(string name) => Shared.Path($"{Folder}/{name}");

    public static Image Open(string name) => ImageDecoder.Decode(At(name));

    public static Difference Between(Image found, Image expected)
    {
        (found.Width, found.Height).ShouldBe((expected.Width, expected.Height));
        int[] apart = [.. found.Rgb.Zip(expected.Rgb, (a, b) => Math.Abs(a - b))];
        return new(apart.Average(), apart.Max(), apart.Chunk(3).Count(p => p.Max() > 0), apart.Chunk(3).Count(p => p.Max() > 1), apart.Length / 3);
    }

    internal sealed record Difference(double Mean, int Largest, int PixelsThatDiffer, int PixelsOffByMoreThanOne, int Pixels);
}
