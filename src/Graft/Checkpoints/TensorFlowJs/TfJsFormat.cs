using System.Text.Json;

namespace Graft.Checkpoints;

/// <summary>
/// TensorFlow.js models, layers and graph alike: model.json with the manifest of the weights, and shards of raw numbers beside it, perhaps quantised.
/// Source: tensorflowjs write_weights.py, quantization.py.
/// </summary>
internal sealed class TfJsFormat : ICheckpointFormat
{
    public const string Format = "TensorFlow.js", FileName = "model.json", Manifest = "weightsManifest", Topology = "modelTopology";
    private const int Head = 1 << 20;
    private const long LargestModel = 256 << 20;

    public string Name => Format;

    public bool Recognises(MappedFile file)
    {
        if (!ContentGuess.StartsLikeJson(file)) return false;
        ReadOnlySpan<byte> head = file.Slice(0, Math.Min(file.Length, Head)).Span;
        return head.IndexOf("\"weightsManifest\""u8) >= 0 || head.IndexOf("\"modelTopology\""u8) >= 0 || Path.GetFileName(file.Path) == FileName;
    }

    public Checkpoint Read(MappedFile file)
    {
        using MappedFile closedAfterwards = file;
        using JsonDocument json = Json.Open(file.Path, Format, LargestModel);
        Faults faults = new(file.Path, Format);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty(Manifest, out JsonElement manifest) || manifest.ValueKind != JsonValueKind.Array)
            throw Faults.Fatal(file.Path, Format, $"it has no list '{Manifest}', which says where the weights lie");
        Dictionary<string, Graphs.TensorData> tensors = new(StringComparer.Ordinal);
        foreach (JsonElement group in manifest.EnumerateArray()) TfJsGroup.Read(file.Path, group, tensors, faults);
        faults.ThrowIfAny();
        Dictionary<string, string> metadata = json.RootElement.TryGetProperty("format", out JsonElement kind) && kind.ValueKind == JsonValueKind.String ? new() { ["format"] = kind.GetString()! } : [];
        return new Checkpoint(file.Path, Format, tensors) { Metadata = metadata };
    }
}
