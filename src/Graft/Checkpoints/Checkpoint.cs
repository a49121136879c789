using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>A file of weights as published, read into named tensors. The tensors may lie in the memory-mapped file; they keep it open.</summary>
/// <param name="Source">Path of the file or of the index that leads to its shards.</param>
/// <param name="Format">What the file is: 'safetensors', 'PyTorch (zip)', 'PyTorch (legacy)', 'ONNX', ...</param>
/// <param name="Tensors">The tensors by the names they have in the file, less what <see cref="Stripped"/> lists.</param>
public sealed record Checkpoint(string Source, string Format, IReadOnlyDictionary<string, TensorData> Tensors)
{
    /// <summary>Text stored with the tensors (safetensors' __metadata__); empty where the format has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>What was taken off the names, outermost first: wrappers such as 'state_dict.' and prefixes such as 'module.'. Empty where nothing was.</summary>
    public IReadOnlyList<string> Stripped { get; init; } = [];

    /// <summary>What the file holds beside these tensors, such as 'optimizer' and 'epoch'. Empty where there is nothing else.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>
    /// Opens a checkpoint of any known format, recognised by its content: safetensors (one file or an index of shards), PyTorch (.pth, .pt, .bin; never
    /// executed), Keras (.h5, .keras), TensorFlow (.index of a checkpoint, or its prefix; a SavedModel's folder), TensorFlow.js (model.json). A folder is opened by what lies in it; 'package.whl:path/inside.pth' opens a file in a wheel, a NuGet package or another zip archive.
    /// </summary>
    /// <param name="path">A file, a folder, or an archive and a path in it.</param>
    /// <exception cref="GraftException">There is no such file, it is no checkpoint (the message says what it seems to be), or it is not sound.</exception>
    public static Checkpoint Open(string path) => CheckpointFormats.Open(path);
}
