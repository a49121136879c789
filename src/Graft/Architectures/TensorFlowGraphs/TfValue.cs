using Graft.Architectures.KerasModels;
using Graft.Graphs;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>What a node puts out: a tensor that flows, or a constant of the file, which becomes a parameter only where an operation wants it so.</summary>
internal sealed record TfValue(string Name, KerasTensor? Flowing, TensorData? Constant)
{
    /// <summary>The flowing tensor.</summary>
    public KerasTensor Tensor(TfStep step) => Flowing ?? throw step.Fail($"its input '{Name}' is a constant, where a tensor is expected");

    /// <summary>The constant, as float32.</summary>
    public TensorData Weight(TfStep step) => (Constant ?? throw step.Fail($"its input '{Name}' is computed; only constants of the file are built there")).ToFloat32();

    /// <summary>The constant's whole numbers.</summary>
    public long[] Longs(TfStep step) => (Constant ?? throw step.Fail($"its input '{Name}' is computed; only constants of the file are built there")).ToLongs();
}

/// <summary>A node while it is added to the graph.</summary>
/// <param name="Build">The graph and its parameters.</param>
/// <param name="Node">The node.</param>
/// <param name="Inputs">What comes in.</param>
internal sealed record TfStep(TfBuild Build, TfNode Node, IReadOnlyList<TfValue> Inputs)
{
    /// <summary>The tensor that comes in first.</summary>
    public KerasTensor X => this[0].Tensor(this);

    /// <summary>An input by number.</summary>
    public TfValue this[int index] => index < Inputs.Count ? Inputs[index] : throw Fail($"it has {Inputs.Count} inputs");

    /// <summary>A parameter out of a constant of the file.</summary>
    public Wire Parameter(int input, TensorChange change, params long[] shape) => Build.Parameter(this, this[input], change, shape);

    /// <summary>An error that names the node.</summary>
    public GraftException Fail(string fault) => new($"{Build.Source}: node '{Node.Name}' ({Node.Op}): {fault}.");
}

/// <summary>The graph under construction, with the values of its parameters.</summary>
internal sealed class TfBuild(GraphBuilder builder, string source)
{
    private readonly Dictionary<string, TensorData> _values = new(StringComparer.Ordinal);

    public GraphBuilder Builder => builder;

    public string Source => source;

    public IReadOnlyDictionary<string, TensorData> Values => _values;

    /// <summary>Declares and fills a parameter that is called as its constant; a second shape of the same constant gets a number.</summary>
    public Wire Parameter(TfStep step, TfValue value, TensorChange change, long[] shape)
    {
        TensorData stored = value.Weight(step);
        if (!change.Shapes(shape, 1)[0].SequenceEqual(stored.Shape)) throw step.Fail($"its constant '{value.Name}' has shape {TensorData.Describe(stored.Shape)}, expected {TensorData.Describe(change.Shapes(shape, 1)[0])}");
        string name = _values.TryGetValue(value.Name, out TensorData? known) && !known.Shape.SequenceEqual(shape) ? builder.Unused(value.Name) : value.Name;
        if (!_values.ContainsKey(name)) _values[name] = change.Apply([stored], shape);
        return builder.Parameter(name, shape);
    }
}
