using System.Text.Json;
using Graft.Architectures.Text;
using Graft.Bundles;
using Graft.Checkpoints;
using Graft.Data.Texts;
using Graft.Graphs;

namespace Graft.Text;

/// <summary>What a folder of a sentence encoder says: the network, the tokenizer, how it pools (null where the network does that), and how long texts may be.</summary>
internal sealed record EmbeddingFolder(Graph Encoder, Tokenizer Tokenizer, Pooling? Pooling, int MaxLength, int PadId)
{
    /// <summary>In how many windows long texts are read, and what they share.</summary>
    public (int Windows, int Stride) Windows { get; init; } = (1, 0);

    private const int UsualMaxLength = 512;
    private const long LargestConfig = 16 << 20;

    /// <summary>Reads it.</summary>
    /// <param name="folder">As published, or with an ONNX file and a tokenizer.</param>
    /// <param name="pooler">Whether the network keeps its pooler, where it has one.</param>
    public static EmbeddingFolder Open(string folder, bool pooler = false)
    {
        if (File.Exists(Path.Combine(folder, BundleFiles.Manifest))) return OfBundle(folder);
        Tokenizer tokenizer = Tokenizer.Open(folder);
        bool published = (File.Exists(Path.Combine(folder, "config.json")) || GoogleBert.IsIn(folder)) && CheckpointFormats.FolderFiles.Any(f => File.Exists(Path.Combine(folder, f)));
        (TextConfig? config, Graph encoder) = published ? (TextConfig.Open(folder), TextWeights.Open(folder, pooler ? null : new() { Pooler = false }).Graph) : FromOnnx(OnnxFile.Read(OnnxIn(folder)));
        return new(encoder, tokenizer, PoolingOf(folder), MaxLengthOf(folder, config), config?.PadId ?? tokenizer.Padding?.Id ?? 0);
    }

    /// <summary>A model of similarity that graft train has left: its network pools by itself.</summary>
    private static EmbeddingFolder OfBundle(string folder)
    {
        BundleManifest.Verify(folder);
        Graph model = OnnxFile.Read(Path.Combine(folder, BundleFiles.Model));
        string task = model.Metadata.GetValueOrDefault(ModelNotes.Task, "photos");
        if (task != TextTask.Similarity.Name() || model.Outputs is not [{ Name: Pooling.Output }])
            throw new GraftException($"'{folder}' is a bundle for {task}, which gives no embeddings. graft train DATA --task similarity makes one that does.");
        TextPreprocessing settings = TextPreprocessing.Parse(model.Metadata[ModelNotes.TextPreprocessing]);
        return new(model, Tokenizer.Open(folder), null, settings.MaxLength, settings.PadId) { Windows = (settings.Windows, settings.Stride) };
    }

    private static (TextConfig?, Graph) FromOnnx(Graph graph) => ExportedBert.Open(graph) is { } found ? found : (null, graph);

    private static string OnnxIn(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        return files.FirstOrDefault(f => Path.GetFileName(f) == "model.onnx") ?? (files.Length == 1 ? files[0] : throw new GraftException(files.Length == 0
            ? $"'{folder}' has neither config.json with weights nor an ONNX file."
            : $"'{folder}' has {files.Length} ONNX files and none is called model.onnx: {string.Join(", ", files.Select(Path.GetFileName))}."));
    }

    private static Pooling PoolingOf(string folder)
    {
        // Without modules.json it is a package of a sentence encoder, or a bare encoder: the mean, scaled, is what nearly all of them want.
        bool normalize = Read(Path.Combine(folder, "modules.json")) is not JsonElement modules || modules.ToString().Contains("Normalize", StringComparison.Ordinal);
        if (Read(Path.Combine(folder, "1_Pooling", "config.json")) is not JsonElement config) return new() { Normalize = normalize };
        string[] modes = [.. config.EnumerateObject().Where(p => p.Name.StartsWith("pooling_mode_", StringComparison.Ordinal) && p.Value.ValueKind == JsonValueKind.True).Select(p => p.Name)];
        return new() { Normalize = normalize, Kind = KindOf(folder, modes) };
    }

    private static PoolingKind KindOf(string folder, string[] modes) => modes switch
    {
        ["pooling_mode_mean_tokens"] => PoolingKind.Mean,
        ["pooling_mode_cls_token"] => PoolingKind.First,
        ["pooling_mode_max_tokens"] => PoolingKind.Max,
        _ => throw new GraftException($"{folder}/1_Pooling/config.json: expected one of pooling_mode_mean_tokens, pooling_mode_cls_token, pooling_mode_max_tokens to be true, found {string.Join(", ", modes)}."),
    };

    private static int MaxLengthOf(string folder, TextConfig? config)
    {
        int most = config?.PositionsForTokens ?? UsualMaxLength;
        return Read(Path.Combine(folder, "sentence_bert_config.json")) is JsonElement settings && settings.TryGetProperty("max_seq_length", out JsonElement length)
            && length.ValueKind == JsonValueKind.Number && length.TryGetInt32(out int stated) && stated > 0 ? Math.Min(stated, most) : most;
    }

    private static JsonElement? Read(string path)
    {
        if (!File.Exists(path)) return null;
        using JsonDocument json = Json.Open(path, Path.GetFileName(path), LargestConfig);
        return json.RootElement.Clone();
    }
}
