namespace Graft.Hub.HuggingFace;

/// <summary>Which files of a repository make the model: settings, vocabulary, card, and one form of its weights, the safest there is.</summary>
internal static class ModelFiles
{
    private static readonly string[] Small = [".json", ".txt", ".md", ".model", ".jinja"];

    /// <summary>Folders of sentence-transformers modules, which hold settings.</summary>
    private static readonly string[] Folders = ["", "1_Pooling", "2_Dense", "2_Normalize", "3_Normalize"];

    /// <summary>Forms of weights, best first: a name's start and its possible ends.</summary>
    private static readonly (string Start, string[] Ends)[] Forms =
    [
        ("model", [".safetensors", ".safetensors.index.json"]),
        ("pytorch_model", [".bin", ".bin.index.json"]),
        ("model", [".onnx", ".onnx_data"]),
        ("onnx/model", [".onnx", ".onnx_data"]),
        ("", [".safetensors"]),
        ("", [".onnx", ".onnx_data", ".pth", ".pt", ".h5", ".keras"]),
    ];

    /// <summary>Of a data set its Parquet files and its card, else everything.</summary>
    public static IEnumerable<ListedFile> Choose(IReadOnlyList<ListedFile> all, string repository)
    {
        if (repository.StartsWith("datasets/", StringComparison.Ordinal)) return OfDataSet(all);
        var form = Forms.FirstOrDefault(form => all.Any(file => Is(file, form)));
        return all.Where(file => IsSmall(file) || form.Ends is not null && Is(file, form));
    }

    private static IEnumerable<ListedFile> OfDataSet(IReadOnlyList<ListedFile> all) => all.Any(f => f.Path.EndsWith(".parquet", StringComparison.Ordinal))
        ? all.Where(f => f.Path.EndsWith(".parquet", StringComparison.Ordinal) || f.Path == "README.md") : all.Where(f => f.Path != ".gitattributes");

    private static bool Is(ListedFile file, (string Start, string[] Ends) form) =>
        file.Path.StartsWith(form.Start, StringComparison.Ordinal) && form.Ends.Any(end => file.Path.EndsWith(end, StringComparison.Ordinal));

    private static bool IsSmall(ListedFile file)
    {
        int slash = file.Path.LastIndexOf('/');
        return Small.Contains(Path.GetExtension(file.Path)) && !file.Path.EndsWith(".index.json", StringComparison.Ordinal)
            && Folders.Contains(slash < 0 ? "" : file.Path[..slash]);
    }
}
