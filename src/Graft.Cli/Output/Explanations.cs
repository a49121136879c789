using System.Text.Json.Nodes;
using Graft.Attribution;
using Graft.Bundles;
using Graft.Data;
using Graft.Data.Images;

namespace Graft.Cli.Output;

/// <summary>Attributions as heat maps on the disk and as rows and JSON.</summary>
internal static class Explanations
{
    /// <summary>One explained photo.</summary>
    /// <param name="Attribution">The map.</param>
    /// <param name="HeatMap">Where it was drawn.</param>
    /// <param name="Peak">Where in the photo it is highest.</param>
    internal sealed record Explained(PhotoAttribution Attribution, string HeatMap, (int X, int Y) Peak);

    /// <summary>Explains a photo and draws the map: into the folder, or beside the photo.</summary>
    public static Explained Draw(Predictor predictor, string photo, PhotoAttribution attribution, string? folder)
    {
        Image picture = ImageDecoder.Decode(photo);
        string name = $"{Path.GetFileNameWithoutExtension(photo)}.{attribution.Method}.png";
        string path = Path.Combine(folder ?? Path.GetDirectoryName(Path.GetFullPath(photo))!, name);
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
