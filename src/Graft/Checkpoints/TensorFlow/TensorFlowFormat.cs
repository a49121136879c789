using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>TensorFlow's V2 checkpoints, by their index: a table, or what is called one and has data files beside it.</summary>
internal sealed class TensorFlowFormat : ICheckpointFormat
{
    public const string Format = "TensorFlow checkpoint";
    public const string Extension = ".index";

    public string Name => Format;

    public bool Recognises(MappedFile file) => TableReader.IsTable(file) || file.Path.EndsWith(Extension, StringComparison.Ordinal) && HasData(file.Path);

    public Checkpoint Read(MappedFile file)
    {
        BundleReader bundle = BundleReader.Read(file);
        Dictionary<string, string> names = bundle.Texts.TryGetValue(ObjectGraph.Key, out IReadOnlyList<ReadOnlyMemory<byte>>? graph) && graph is [var only] ? ObjectGraph.Names(only) : [];
        Dictionary<string, TensorData> tensors = new(StringComparer.Ordinal);
        List<string> leftOut = [.. bundle.Texts.Keys];
        foreach ((string key, TensorData tensor) in bundle.Tensors)
        {
            if (IsOfTraining(key)) leftOut.Add(key);
            else Add(tensors, names.GetValueOrDefault(key), Plain(key), tensor);
        }
        return new Checkpoint(file.Path, Name, tensors) { LeftOut = leftOut };
    }

    /// <summary>Under the variable's own name; under its key where that is taken by another. What Keras 3 stores twice is told once.</summary>
    private static void Add(Dictionary<string, TensorData> tensors, string? name, string key, TensorData tensor)
    {
        if (name is null || tensors.TryGetValue(name, out TensorData? known) && !known.Bytes.Span.SequenceEqual(tensor.Bytes.Span)) tensors[key] = tensor;
        else tensors[name] = tensor;
    }

    private static string Plain(string key) => key.EndsWith(ObjectGraph.Suffix, StringComparison.Ordinal) ? key[..^ObjectGraph.Suffix.Length] : key;

    private static bool IsOfTraining(string key) => key.EndsWith(ObjectGraph.Suffix, StringComparison.Ordinal)
        && (key.Contains("/.OPTIMIZER_SLOT/", StringComparison.Ordinal) || key.StartsWith("optimizer/", StringComparison.Ordinal) || key.StartsWith("save_counter/", StringComparison.Ordinal));

    private static bool HasData(string index)
    {
        string prefix = Path.GetFileNameWithoutExtension(index);
        return Path.GetDirectoryName(Path.GetFullPath(index)) is { } folder && Directory.EnumerateFiles(folder, $"{prefix}.data-*").Any();
    }
}
