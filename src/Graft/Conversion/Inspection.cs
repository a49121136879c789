using Graft.Graphs;

namespace Graft.Conversion;

/// <summary>What a file, folder or package was found to hold.</summary>
public sealed record Inspection
{
    /// <summary>Where it lies.</summary>
    public required string Path { get; init; }

    /// <summary>What it is: checkpoint, ONNX model, bundle, package.</summary>
    public required string Kind { get; init; }

    /// <summary>Format of the weights: safetensors, PyTorch (zip), ONNX, ...; null where none were opened.</summary>
    public string? Format { get; init; }

    /// <summary>Values that learn: without running statistics and counters.</summary>
    public long Parameters { get; init; }

    /// <summary>Tensors and values by element type.</summary>
    public IReadOnlyList<TypeCount> Types { get; init; } = [];

    /// <summary>The network that it is of, or comes nearest to; null where nothing is like it.</summary>
    public NetworkGuess? Network { get; init; }

    /// <summary>What an ONNX model computes; null for weights alone.</summary>
    public GraphSummary? Graph { get; init; }

    /// <summary>Every tensor, by name.</summary>
    public IReadOnlyList<TensorSummary> Tensors { get; init; } = [];

    /// <summary>Texts stored with the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Files of a package or bundle.</summary>
    public IReadOnlyList<FileSummary> Files { get; init; } = [];

    /// <summary>What the user should know: wrappers that were taken off, what else lies in the file.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>How many tensors have an element type.</summary>
public sealed record TypeCount(string Type, int Tensors, long Values);

/// <summary>A tensor without its values.</summary>
public sealed record TensorSummary(string Name, string Type, IReadOnlyList<long> Shape);

/// <summary>A file of a package.</summary>
public sealed record FileSummary(string Name, long Bytes);

/// <summary>What a file of weights is taken for.</summary>
/// <param name="Name">The network.</param>
/// <param name="Scheme">Whose names the tensors have.</param>
/// <param name="Classes">Outputs of the classifier in the file; null where it has none.</param>
/// <param name="FoundBy">What told: config.json, the names and shapes of the tensors, or that nothing is nearer.</param>
/// <param name="Alternatives">Other networks with the very same tensors.</param>
/// <param name="DoesNotFit">What is missing, unexpected or of another shape; null where all fits.</param>
public sealed record NetworkGuess(string Name, string Scheme, int? Classes, string FoundBy, IReadOnlyList<string> Alternatives, string? DoesNotFit);

/// <summary>A graph in numbers.</summary>
public sealed record GraphSummary(int Opset, int Nodes, long MultiplyAdds, IReadOnlyList<ValueSummary> Inputs, IReadOnlyList<ValueSummary> Outputs, IReadOnlyList<Stage> Stages, string? ProposedCut,
    IReadOnlyList<CutCandidate> Candidates, IReadOnlyList<CutCandidate> Layers);

/// <summary>A tensor that flows: unknown dimensions are names or '?'.</summary>
public sealed record ValueSummary(string Name, string Type, IReadOnlyList<string> Shape);
