namespace Graft.Graphs;

/// <summary>
/// A tensor under construction: the output of a node of a <see cref="GraphBuilder"/>, with its shape. Its methods add the next node.
/// Layers with parameters take the module's path; others take a path only where the public network names them, and are called after
/// their neighbour otherwise ('layer1.0.relu').
/// </summary>
public sealed partial class Wire
{
    internal Wire(GraphBuilder builder, string name, ElementType type, IReadOnlyList<Dimension> shape) =>
        (Builder, Name, Type, Shape) = (builder, name, type, [.. shape]);

    /// <summary>The graph that it is part of.</summary>
    public GraphBuilder Builder { get; }

    /// <summary>The tensor's name.</summary>
    public string Name { get; }

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; }

    /// <summary>Numbers for known sizes, names for free ones.</summary>
    public IReadOnlyList<Dimension> Shape { get; }

    /// <summary>Number of dimensions.</summary>
    public int Rank => Shape.Count;

    /// <summary>Name, type and shape.</summary>
    public ValueInfo Info => new(Name, Type, Shape);

    /// <summary>The size of an axis that must be known; negative axes count from the end.</summary>
    /// <exception cref="GraftException">The axis is free.</exception>
    public long Size(int axis) => Shape[axis < 0 ? axis + Rank : axis].Value
        ?? throw new GraftException($"{Builder.Name}: the size of axis {axis} of {Info} must be known here.");

    /// <summary>Channels of an image-like tensor (N, C, H, W).</summary>
    public long Channels => Size(1);

    /// <summary>Marks this tensor as the end of a stage that freezing understands.</summary>
    public Wire Stage(string stage)
    {
        Builder.Mark(stage, this);
        return this;
    }

    /// <summary>Name, type and shape as text.</summary>
    public override string ToString() => Info.ToString();

    /// <summary>The given path, or one beside this tensor: 'layer1.0.bn1' and 'relu' give 'layer1.0.relu'.</summary>
    private string Path(string? name, string kind)
    {
        int dot = Name.LastIndexOf('.');
        return name ?? Builder.Unused(dot < 0 ? kind : $"{Name[..dot]}.{kind}");
    }

    private Wire Unary(string opType, string? name, string kind, params (string, object)[] attributes) =>
        Builder.Node(opType, Path(name, kind), [this], Shape, Type, attributes);

    private Dimension[] WithSize(int axis, Dimension size)
    {
        Dimension[] shape = [.. Shape];
        shape[axis < 0 ? axis + Rank : axis] = size;
        return shape;
    }
}
