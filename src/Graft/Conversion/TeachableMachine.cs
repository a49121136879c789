using System.Text.Json;
using Graft.Checkpoints;
using Graft.Data;
using Graft.Graphs;

namespace Graft.Conversion;

/// <summary>
/// What lies beside an image model that Teachable Machine exports: metadata.json (TensorFlow.js) or labels.txt (Keras). Photos are cropped to a square and scaled to -1 to 1, in
/// JavaScript by (value - 127) / 127, in Python by value / 127.5 - 1. Source: https://github.com/googlecreativelab/teachablemachine-community, libraries/image.
/// </summary>
/// <param name="Labels">In the order of the model's outputs.</param>
/// <param name="Preprocessing">How photos enter.</param>
internal sealed record TeachableMachine(IReadOnlyList<string> Labels, Preprocessing Preprocessing)
{
    private const string MetadataName = "metadata.json", LabelsName = "labels.txt";
    private const long Largest = 4 << 20;

    /// <summary>What lies beside a model; null where it is no such export.</summary>
    public static TeachableMachine? Beside(string model, ValueInfo input)
    {
        string folder = Directory.Exists(model) ? model : Path.GetDirectoryName(Path.GetFullPath(model))!;
        if (input.Shape is not [_, { Value: long height }, _, _]) return null;
        if (OfMetadata(Path.Combine(folder, MetadataName)) is { } labels) return new(labels, Pixels((int)height, 127));
        string text = Path.Combine(folder, LabelsName);
        return File.Exists(text) && Path.GetFileName(model).StartsWith("keras_model", StringComparison.Ordinal) ? new(OfText(text), Pixels((int)height, 127.5)) : null;
    }

    private static Preprocessing Pixels(int size, double half) => new() { ShorterSide = size, Crop = new(size, size), Rescale = 1 / half, Mean = [1, 1, 1], Layout = TensorLayout.Nhwc };

    private static string[]? OfMetadata(string path)
    {
        if (!File.Exists(path)) return null;
        using JsonDocument json = Json.Open(path, "Teachable Machine", Largest);
        bool isExport = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("labels", out JsonElement list) && list.ValueKind == JsonValueKind.Array;
        return isExport ? [.. json.RootElement.GetProperty("labels").EnumerateArray().Select(l => l.ValueKind == JsonValueKind.String ? l.GetString()! : l.GetRawText())] : null;
    }

    /// <summary>'0 Class 1': a number, a blank, the label.</summary>
    private static string[] OfText(string path) => [.. File.ReadLines(path).Where(l => l.Trim().Length > 0).Select(l => l[(l.IndexOf(' ') + 1)..].Trim())];
}
