using System.Collections.Immutable;

namespace Graft.Graphs;

/// <summary>A stage of a network: a name that freezing understands and the tensor that the stage puts out.</summary>
/// <param name="Name">Such as stem, layer3, layer.11.</param>
/// <param name="Tensor">The stage's last output.</param>
public sealed record Stage(string Name, string Tensor);

/// <summary>
/// A model: an ONNX graph of nodes in topological order, named tensors (initializers) and their shapes. Immutable: edits return a new graph
/// that shares the tensors. Specification: https://github.com/onnx/onnx/blob/main/docs/IR.md
/// </summary>
public sealed record Graph
{
    /// <summary>The newest opset that Graft writes: 23, the first with the Attention operator.</summary>
    public const int NewestOpset = 23;

    /// <summary>What errors call the graph; a file name where it came from one.</summary>
    public required string Name { get; init; }

    /// <summary>Nodes in topological order.</summary>
    public required ImmutableArray<Node> Nodes { get; init; }

    /// <summary>What must be fed; initializers are not listed.</summary>
    public required ImmutableArray<ValueInfo> Inputs { get; init; }

    /// <summary>What comes out.</summary>
    public required ImmutableArray<ValueInfo> Outputs { get; init; }

    /// <summary>Parameters, buffers and constants by name. For built-in architectures the names are the public checkpoints' (torchvision, transformers).</summary>
    public required ImmutableDictionary<string, TensorData> Initializers { get; init; }

    /// <summary>Operator set version by domain; '' is ONNX's own.</summary>
    public ImmutableDictionary<string, long> Opsets { get; init; } = ImmutableDictionary<string, long>.Empty.Add("", NewestOpset);

    /// <summary>What is known of tensors between nodes, by name.</summary>
    public ImmutableDictionary<string, ValueInfo> Values { get; init; } = ImmutableDictionary<string, ValueInfo>.Empty;

    /// <summary>Text stored with the model (metadata_props): labels, preprocessing, stages.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Stages from the input to the output, for freezing; empty for a foreign graph.</summary>
    public ImmutableArray<Stage> Stages { get; init; } = [];

    /// <summary>Version of the default operator set.</summary>
    public int Opset => (int)Opsets.GetValueOrDefault("", 1);

    /// <summary>What is known of a tensor: input, output, value between nodes, or initializer; null where nothing is.</summary>
    public ValueInfo? Find(string tensor) =>
        Inputs.FirstOrDefault(v => v.Name == tensor) ?? Values.GetValueOrDefault(tensor) ?? Outputs.FirstOrDefault(v => v.Name == tensor)
        ?? (Initializers.TryGetValue(tensor, out TensorData? data) ? new ValueInfo(tensor, data.Type, [.. data.Shape.Select(d => (Dimension)d)]) : null);

    /// <summary>Names of all tensors that flow: inputs and what nodes put out.</summary>
    public IEnumerable<string> Tensors => Inputs.Select(i => i.Name).Concat(Nodes.SelectMany(n => n.Outputs)).Where(name => name.Length > 0);

    /// <summary>The same graph with some initializers replaced or added.</summary>
    public Graph With(IEnumerable<KeyValuePair<string, TensorData>> tensors) => this with { Initializers = Initializers.SetItems(tensors) };
}
