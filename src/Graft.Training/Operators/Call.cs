using Graft.Graphs;
using Graft.Training.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>One execution of a node: its attributes, its inputs, and what the run is for.</summary>
/// <param name="Node">The node.</param>
/// <param name="Opset">Version of ONNX's operator set that the graph is written in.</param>
/// <param name="Inputs">Tensors by position; null where an optional input is absent.</param>
/// <param name="Training">Whether dropout is on.</param>
/// <param name="LiveStatistics">Whether a batch norm here uses the batch's statistics and updates the running ones.</param>
internal sealed record Call(Node Node, int Opset, IReadOnlyList<Tensor?> Inputs, bool Training = false, bool LiveStatistics = false)
{
    /// <summary>Runs a sub-graph (the body of If), which may read tensors of the graph around it.</summary>
    public Func<Graph, IReadOnlyList<Tensor>>? Body { get; init; }

    /// <summary>A required input.</summary>
    public Tensor this[int index] => Optional(index) ?? throw Fault($"input {index} is missing");

    /// <summary>An input that may be absent.</summary>
    public Tensor? Optional(int index) => index < Inputs.Count ? Inputs[index] : null;

    /// <summary>The integers of a required input, such as a shape.</summary>
    public long[] Longs(int index) => TensorMemory.ToLongs(this[index]);

    /// <summary>The integers of an optional input, or else of an attribute of the same meaning (older opsets), or null.</summary>
    public long[]? LongsOr(int index, string attribute) =>
        Optional(index) is { } input ? TensorMemory.ToLongs(input) : Node.Has(attribute) ? Node.Ints(attribute) : null;

    /// <summary>A required input's single number.</summary>
    public double Number(int index) => NumberOf(this[index]);

    /// <summary>An axis attribute, counted from the front.</summary>
    public int AxisOf(long rank, long? orElse = null) => Axis(Node.Int("axis", orElse), rank);

    /// <summary>An axis counted from the front.</summary>
    public int Axis(long axis, long rank) => axis >= -rank && axis < Math.Max(rank, 1) ? (int)(axis < 0 ? axis + rank : axis)
        : throw Fault($"expected an axis from {-rank} to {rank - 1}, got {axis}");

    /// <summary>The error for a fault of this node.</summary>
    public GraftException Fault(string what) => new($"{Node.Label}: {what}. {ShapesText}");

    /// <summary>What the inputs look like, for errors.</summary>
    public string ShapesText => $"Inputs: {string.Join(", ", Inputs.Select((t, i) => t is null ? "none" : $"'{Node.Inputs[i]}' {t.dtype} {TensorData.Describe(t.shape)}"))}.";

    private static double NumberOf(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        return tensor.detach().to_type(ScalarType.Float64).reshape(1).item<double>();
    }
}
