using Graft.Attribution;
using Graft.Bundles;
using Graft.Cli.Demo;
using Graft.Data;
using Graft.Data.Images;
using Graft.Hub;
using Graft.Tests;
using Graft.Training;
using SkiaSharp;

namespace Graft.Cli.Tests.Flow;

/// <summary>Photos of two classes that differ by a planted patch alone: an explanation must point at it.</summary>
public sealed class PlantedPatchTests : IDisposable
{
    private const int Patch = 44, Photos = 40;
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [SharedFact("models/squeezenet1_0-imagenet")]
    public void Explain_PlantedPatch_IsFoundInTenOfTenPhotos()
    {
        DemoPhotos.Write(_home["drawn"], perClass: (Photos * 2 / 5) + 6, seed: 3);
        string[] drawn = [.. Directory.GetFiles(_home["drawn"], "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        SeededRandom random = Seeds.For("patches", 1);
        random.Shuffle(drawn.AsSpan());
        Dictionary<string, (int X, int Y)> places = [];
        foreach ((int i, string photo) in drawn.Take(Photos * 2).Index()) Write(photo, _home[i % 2 == 0 ? $"data/patched/{i}.png" : $"data/plain/{i}.png"], i % 2 == 0 ? random : null, places);
        foreach (string photo in drawn.Skip(Photos * 2).Take(10)) Write(photo, _home[$"new/{Path.GetFileNameWithoutExtension(photo)}.png"], random, places);
        Transfer.Run(new Recipe { Data = _home["data"], Backbone = Shared.Path("models/squeezenet1_0-imagenet"), Partition = "100/0/0" }, _home["bundle"], new HubOptions { Home = _home.Path });

        using Predictor predictor = Predictor.Open(_home["bundle"]);
        string[] found = [.. Directory.GetFiles(_home["new"]).Where(p => IsFound(predictor, p, places[p]))];
        found.Length.ShouldBe(10);
    }

    private static bool IsFound(Predictor predictor, string path, (int X, int Y) patch)
    {
        PhotoAttribution attribution = PhotoOcclusion.Explain(predictor, path, "patched");
        Image photo = ImageDecoder.Decode(path);
        (int x, int y) = attribution.Peak(predictor.Preprocessing.FramingOf(photo.Width, photo.Height), new ImageSize(photo.Height, photo.Width));
        return x >= patch.X && x < patch.X + Patch && y >= patch.Y && y < patch.Y + Patch;
    }

    /// <summary>Copies a photo, with a black and yellow chequered square somewhere where a random number generator is given.</summary>
    private static void Write(string from, string to, SeededRandom? random, Dictionary<string, (int X, int Y)> places)
    {
        using SKBitmap photo = SKBitmap.Decode(from);
        if (random is not null)
        {
            (int left, int top) = places[to] = (12 + random.NextInt(photo.Width - Patch - 24), 12 + random.NextInt(photo.Height - Patch - 24));
            for (int y = 0; y < Patch; y++) for (int x = 0; x < Patch; x++) photo.SetPixel(left + x, top + y, ((x / 11) + (y / 11)) % 2 == 0 ? SKColors.Black : SKColors.Yellow);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using FileStream file = File.Create(to);
        photo.Encode(file, SKEncodedImageFormat.Png, 100);
    }
}
