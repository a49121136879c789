using System.Text.Json.Nodes;
using Graft.Attribution;
using Graft.Bundles;
using Graft.Data;
using Graft.Data.Images;

namespace Graft.Cli.Output;

/// <summary>Attributions as heat maps on the disk and as rows and JSON.</summary>
internal sealed class Explanations(Predictor predictor, string? folder)
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>One explained photo.</summary>
    /// <param name="Attribution">The map.</param>
    /// <param name="HeatMap">Where it was drawn.</param>
    /// <param name="Peak">Where in the photo it is highest.</param>
    internal sealed record Explained(PhotoAttribution Attribution, string HeatMap, (int X, int Y) Peak);

    /// <summary>Draws a map: into the folder, or beside the photo. Photos of one name get numbers, so that none is written over.</summary>
    public Explained Draw(string photo, PhotoAttribution attribution)
    {
        Image picture = ImageDecoder.Decode(photo);
        string place = Path.Combine(folder ?? Path.GetDirectoryName(Path.GetFullPath(photo))!, Path.GetFileNameWithoutExtension(photo)), path = $"{place}.{attribution.Method}.png";
        for (int number = 2; !_taken.Add(path); number++) path = $"{place}-{number}.{attribution.Method}.png";
        if (folder is not null) Directory.CreateDirectory(folder);
        HeatMap.WritePng(path, picture, attribution, predictor.Preprocessing);
        return new(attribution, path, attribution.Peak(predictor.Preprocessing.FramingOf(picture.Width, picture.Height), new ImageSize(picture.Height, picture.Width)));
    }

    public static void Print(IEnumerable<Explained> explained) => Results.Table(["file", "label", "probability", "speaks for it most at", "heat map"],
        explained.Select(e => (IReadOnlyList<string>)[e.Attribution.Input, e.Attribution.Label, Results.Text(e.Attribution.Probability), $"{e.Peak.X}, {e.Peak.Y}", e.HeatMap]));

    public static JsonObject ToJson(Explained e) => new()
    {
        ["input"] = e.Attribution.Input,
        ["label"] = e.Attribution.Label,
        ["probability"] = e.Attribution.Probability,
        ["method"] = e.Attribution.Method,
        ["peak"] = new JsonObject { ["x"] = e.Peak.X, ["y"] = e.Peak.Y },
        ["heat_map"] = e.HeatMap,
    };
}
