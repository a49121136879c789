namespace Graft.Checkpoints;

/// <summary>The formats that Graft reads, and the one door to them.</summary>
internal static class CheckpointFormats
{
    /// <summary>Formats of single files, in the order in which they are asked.</summary>
    public static IReadOnlyList<ICheckpointFormat> Files { get; } =
        [new SafetensorsFormat(), new PyTorchZipFormat(), new PyTorchLegacyFormat(), new KerasZipFormat(), new KerasH5Format(), new TensorFlowFormat(), new OnnxFormat()];

    /// <summary>All formats: also those that lead to other files.</summary>
    public static IReadOnlyList<ICheckpointFormat> All { get; } = [.. Files, new ShardIndexFormat(), new TfJsFormat(), new SavedModelFormat()];

    /// <summary>What is looked for in a folder, in this order.</summary>
    public static IReadOnlyList<string> FolderFiles { get; } = ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
        "model.keras", "model.weights.h5", SavedModelFormat.FileName, TfJsFormat.FileName, "bert_model.ckpt.index"];

    /// <summary>Opens whatever lies at a path.</summary>
    public static Checkpoint Open(string path)
    {
        if (Directory.Exists(path)) return OpenFolder(path);
        // TensorFlow names a checkpoint by what its files have in common.
        if (!File.Exists(path) && File.Exists(path + TensorFlowFormat.Extension)) return OpenFile(path + TensorFlowFormat.Extension, All);
        if (!File.Exists(path) && Archive.Split(path) is var (container, entry)) return OpenFile(Archive.Extract(container, entry), All) with { Source = path };
        return OpenFile(path, All);
    }

    /// <summary>Opens a file by the first of the formats that recognises it.</summary>
    public static Checkpoint OpenFile(string path, IEnumerable<ICheckpointFormat> formats)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            ICheckpointFormat? format = formats.FirstOrDefault(f => f.Recognises(file));
            return format is null ? throw ContentGuess.Refuse(file) : format.Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Checkpoint OpenFolder(string path)
    {
        if (FolderFiles.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists) is { } found) return OpenFile(found, All);
        if (Directory.EnumerateFiles(path).Where(f => Path.GetExtension(f) is ".keras" or ".h5" or TensorFlowFormat.Extension).Take(2).ToArray() is [string only]) return OpenFile(only, All);
        const int shown = 20;
        string[] names = [.. Directory.EnumerateFiles(path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).Take(shown)];
        throw new GraftException($"The folder '{path}' holds none of {string.Join(", ", FolderFiles)}. "
            + (names.Length == 0 ? "It has no files." : $"It has {string.Join(", ", names)}{(names.Length == shown ? ", ..." : "")}: name the file to open."));
    }
}
