namespace Graft.Graphs;

/// <content>What text networks need beside layers: sizes that are known only when run, indices, masks.</content>
public sealed partial class Wire
{
    /// <summary>The same values as another element type.</summary>
    public Wire Cast(ElementType type, string name) => Builder.Node("Cast", name, [this], Shape, type, ("to", (long)type));

    /// <summary>New axes of size 1, where they stand in the result.</summary>
    public Wire Unsqueeze(long[] axes, string name)
    {
        List<Dimension> shape = [.. Shape];
        foreach (long axis in axes.Order()) shape.Insert((int)axis, 1);
        return Builder.Node("Unsqueeze", name, [this, Builder.Constant($"{name}.axes", TensorData.Longs(axes))], shape, Type);
    }

    /// <summary>The size of an axis when run: int64 (1).</summary>
    public Wire SizeOf(int axis, string name) =>
        Builder.Node("Shape", name, [this], [1], ElementType.Int64, ("start", (long)axis), ("end", (long)axis + 1));

    /// <summary>0, 1, 2, ... up to, without, this number: int64 (1) to int64 (symbol).</summary>
    public Wire CountUpTo(string symbol, string name)
    {
        Wire zero = Builder.Constant($"{name}.zero", TensorData.Longs(0));
        Wire end = Builder.Node("Squeeze", $"{name}.end", [this, zero], [], ElementType.Int64);
        Wire start = Builder.Constant($"{name}.start", TensorData.Scalar(0L)), step = Builder.Constant($"{name}.step", TensorData.Scalar(1L));
        return Builder.Node("Range", name, [start, end, step], [symbol], ElementType.Int64);
    }

    /// <summary>As many first rows as a number says that is known when run: (rows, width) to (symbol, width).</summary>
    public Wire FirstRows(Wire count, string symbol, string name)
    {
        Wire zero = Builder.Constant($"{name}.start", TensorData.Longs(0));
        return Builder.Node("Slice", name, [this, zero, count, zero], [symbol, .. Shape.Skip(1)], Type);
    }

    /// <summary>Whether elements are equal, broadcast: bool.</summary>
    public Wire IsEqual(Wire other, string name) => Builder.Node("Equal", name, [this, other], Broadcast(Shape, other.Shape), ElementType.Bool);

    /// <summary>Logical negation.</summary>
    public Wire Not(string name) => Builder.Node("Not", name, [this], Shape, ElementType.Bool);

    /// <summary>Sums along an axis of everything up to each element, itself included.</summary>
    public Wire CumulativeSum(int axis, string name) =>
        Builder.Node("CumSum", name, [this, Builder.Constant($"{name}.axis", TensorData.Scalar((long)axis))], Shape, Type);

    /// <summary>Elements of one tensor where this is true, of another elsewhere, broadcast.</summary>
    public Wire Choose(Wire whereTrue, Wire elsewhere, string name) =>
        Builder.Node("Where", name, [this, whereTrue, elsewhere], Broadcast(Shape, Broadcast(whereTrue.Shape, elsewhere.Shape)), whereTrue.Type);

    /// <summary>Integers between two bounds, inclusive.</summary>
    public Wire ClipLongs(long low, long high, string name)
    {
        Wire least = Builder.Constant($"{name}.min", TensorData.Scalar(low)), most = Builder.Constant($"{name}.max", TensorData.Scalar(high));
        return Builder.Node("Clip", name, [this, least, most], Shape, Type);
    }

    /// <summary>Slices at the given indices along an axis, which the indices' shape takes the place of.</summary>
    public Wire Pick(Wire indices, int axis, string name) =>
        Builder.Node("Gather", name, [this, indices], [.. Shape.Take(axis), .. indices.Shape, .. Shape.Skip(axis + 1)], Type, ("axis", (long)axis));

    /// <summary>One element for each index along an axis; all other indices are the result's own.</summary>
    public Wire GatherElements(Wire indices, int axis, string name) =>
        Builder.Node("GatherElements", name, [this, indices], indices.Shape, Type, ("axis", (long)axis));

    /// <summary>Repeats axes of size 1 to sizes that are known when run, each int64 (1).</summary>
    public Wire Expand(IReadOnlyList<Wire> sizes, IReadOnlyList<Dimension> shape, string name)
    {
        Wire all = Builder.Node("Concat", $"{name}.shape", [.. sizes], [sizes.Count], ElementType.Int64, ("axis", 0L));
        return Builder.Node("Expand", name, [this, all], shape, Type);
    }
}
