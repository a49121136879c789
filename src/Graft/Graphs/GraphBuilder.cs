using System.Collections.Immutable;

namespace Graft.Graphs;

/// <summary>
/// Writes a graph node by node, following the shapes. Each node and its output carry the path of the module that they belong to, such as
/// 'layer1.0.conv1'; parameters are declared under that path ('layer1.0.conv1.weight') and filled from a checkpoint later.
/// </summary>
/// <param name="name">What errors call the graph.</param>
public sealed class GraphBuilder(string name)
{
    private readonly ImmutableArray<Node>.Builder _nodes = ImmutableArray.CreateBuilder<Node>();
    private readonly ImmutableArray<ValueInfo>.Builder _inputs = ImmutableArray.CreateBuilder<ValueInfo>();
    private readonly ImmutableArray<Stage>.Builder _stages = ImmutableArray.CreateBuilder<Stage>();
    private readonly ImmutableDictionary<string, TensorData>.Builder _initializers = ImmutableDictionary.CreateBuilder<string, TensorData>();
    private readonly ImmutableDictionary<string, ValueInfo>.Builder _values = ImmutableDictionary.CreateBuilder<string, ValueInfo>();
    private readonly ImmutableSortedDictionary<string, string>.Builder _metadata =
        ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>What errors call the graph.</summary>
    public string Name => name;

    /// <summary>Declares a tensor that must be fed, with numbers for known sizes and names for free ones: (batch, 3, 224, 224).</summary>
    public Wire Input(string name, ElementType type, params IReadOnlyList<Dimension> shape)
    {
        Wire wire = new(this, Claim(name), type, shape);
        _inputs.Add(wire.Info);
        return wire;
    }

    /// <summary>Declares a float32 parameter or buffer without values. The same name and shape again is the same tensor (tied weights).</summary>
    /// <exception cref="GraftException">The name is taken by something else.</exception>
    public Wire Parameter(string name, params IReadOnlyList<long> shape)
    {
        if (_initializers.TryGetValue(name, out TensorData? known) && known.Shape.SequenceEqual(shape)) return WireOf(name, known);
        TensorData declared = TensorData.Declared(ElementType.Float32, shape);
        _initializers.Add(Claim(name), declared);
        return WireOf(name, declared);
    }

    /// <summary>
    /// A fixed tensor. Integers (shapes, axes, indices) become initializers; floats become Constant nodes, so that every float initializer
    /// of a built graph is a parameter or a buffer of the network.
    /// </summary>
    public Wire Constant(string name, TensorData value)
    {
        name = Unused(name);
        if (value.Type.IsFloat()) return Node("Constant", name, [], [.. value.Shape.Select(d => (Dimension)d)], value.Type, ("value", value));
        _initializers.Add(Claim(name), value);
        return WireOf(name, value);
    }

    /// <summary>Adds any ONNX node with one output; node and output get the same name.</summary>
    /// <param name="opType">Operator of ONNX opset 23 or earlier.</param>
    /// <param name="name">Path of the module, not used before in this graph.</param>
    /// <param name="inputs">What it reads; null where an optional input is absent.</param>
    /// <param name="shape">Shape of the output.</param>
    /// <param name="type">Element type of the output.</param>
    /// <param name="attributes">Attributes: long, float, string, <see cref="TensorData"/>, or arrays of the first three.</param>
    public Wire Node(string opType, string name, IReadOnlyList<Wire?> inputs, IReadOnlyList<Dimension> shape, ElementType type = ElementType.Float32,
        params (string Name, object Value)[] attributes) => Nodes(opType, name, inputs, [name], [shape], type, attributes)[0];

    /// <summary>Adds any ONNX node with several outputs of one element type.</summary>
    public IReadOnlyList<Wire> Nodes(string opType, string name, IReadOnlyList<Wire?> inputs, IReadOnlyList<string> outputs,
        IReadOnlyList<IReadOnlyList<Dimension>> shapes, ElementType type = ElementType.Float32, params (string Name, object Value)[] attributes) =>
        Nodes(opType, name, inputs, [.. outputs.Zip(shapes, (output, shape) => new ValueInfo(output, type, shape))], attributes);

    /// <summary>Adds any ONNX node with several outputs, each with a type and shape of its own.</summary>
    public IReadOnlyList<Wire> Nodes(string opType, string name, IReadOnlyList<Wire?> inputs, IReadOnlyList<ValueInfo> outputs, params (string Name, object Value)[] attributes)
    {
        Wire[] wires = [.. outputs.Select(o => new Wire(this, Claim(o.Name), o.Type, o.Shape!))];
        foreach (Wire wire in wires) _values.Add(wire.Name, wire.Info);
        _nodes.Add(new Node(opType, [.. inputs.Select(i => i?.Name ?? "")], [.. wires.Select(w => w.Name)], name)
        {
            Attributes = attributes.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal),
        });
        return wires;
    }

    /// <summary>Stores text with the model, such as which tensor holds the features.</summary>
    public void Describe(string key, string value) => _metadata[key] = value;

    /// <summary>The finished graph; outputs are named, which renames the tensors.</summary>
    public Graph ToGraph(params (string Name, Wire Wire)[] outputs)
    {
        Graph graph = new()
        {
            Name = name,
            Nodes = _nodes.ToImmutable(),
            Inputs = _inputs.ToImmutable(),
            Outputs = [.. outputs.Select(o => o.Wire.Info)],
            Initializers = _initializers.ToImmutable(),
            Values = _values.ToImmutable().RemoveRange(outputs.Select(o => o.Wire.Name)),
            Metadata = _metadata.ToImmutable(),
            Stages = _stages.ToImmutable(),
        };
        foreach ((string output, Wire wire) in outputs.Where(o => o.Name != o.Wire.Name)) graph = Rename(graph, wire.Name, Claim(output));
        return graph;
    }

    internal void Mark(string stage, Wire wire) => _stages.Add(new Stage(stage, wire.Name));

    /// <summary>The name itself, or with the first free number: 'relu', 'relu_1', ...</summary>
    internal string Unused(string name) => _taken.Contains(name)
        ? Enumerable.Range(1, int.MaxValue - 1).Select(i => $"{name}_{i}").First(n => !_taken.Contains(n)) : name;

    /// <summary>Whether no tensor has this name yet.</summary>
    internal bool IsFree(string name) => !_taken.Contains(name);

    /// <summary>Whether a node puts this tensor out; inputs and parameters come from nowhere.</summary>
    internal bool Makes(Wire wire) => _values.ContainsKey(wire.Name);

    private string Claim(string tensor) => _taken.Add(tensor) ? tensor
        : throw new GraftException($"{name}: expected a new tensor name, got '{tensor}', which is taken.");

    private Wire WireOf(string tensor, TensorData data) => new(this, tensor, data.Type, [.. data.Shape.Select(d => (Dimension)d)]);

    private static Graph Rename(Graph graph, string from, string to)
    {
        string New(string tensor) => tensor == from ? to : tensor;
        return graph with
        {
            Nodes = [.. graph.Nodes.Select(n => n with { Inputs = [.. n.Inputs.Select(New)], Outputs = [.. n.Outputs.Select(New)] })],
            Outputs = [.. graph.Outputs.Select(o => o with { Name = New(o.Name) })],
            Stages = [.. graph.Stages.Select(s => s with { Tensor = New(s.Tensor) })],
        };
    }
}
