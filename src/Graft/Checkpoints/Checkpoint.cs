using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>A file of weights as published, read into named tensors. The tensors may lie in the memory-mapped file; they keep it open.</summary>
/// <param name="Source">Path of the file or of the index that leads to its shards.</param>
/// <param name="Format">What the file is: 'safetensors', 'PyTorch (zip)', 'PyTorch (legacy)', 'ONNX', ...</param>
/// <param name="Tensors">The tensors by the names they have in the file.</param>
public sealed record Checkpoint(string Source, string Format, IReadOnlyDictionary<string, TensorData> Tensors)
{
    /// <summary>Text stored with the tensors (safetensors' __metadata__); empty where the format has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
