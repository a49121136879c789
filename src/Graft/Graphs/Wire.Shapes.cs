namespace Graft.Graphs;

/// <content>What moves elements and computes nothing.</content>
public sealed partial class Wire
{
    /// <summary>All axes from <paramref name="axis"/> on as one: (N, C, H, W) to (N, C*H*W). Rank 2 comes out, always.</summary>
    public Wire Flatten(string? name = null, int axis = 1)
    {
        Dimension lead = axis == 1 ? Shape[0] : ProductOf(Shape.Take(axis));
        return Builder.Node("Flatten", Path(name, "flatten"), [this], [lead, ProductOf(Shape.Skip(axis))], Type, ("axis", (long)axis));
    }

    /// <summary>Another shape for the same elements; 0 keeps the axis that stands at this place (so that 'batch' stays free), -1 takes what is left.</summary>
    public Wire Reshape(long[] to, string? name = null)
    {
        string path = Path(name, "reshape");
        Dimension[] shape = [.. to.Select((size, axis) => size == 0 ? Shape[axis] : size < 0 ? LeftFor(to) : (Dimension)size)];
        return Builder.Node("Reshape", path, [this, Builder.Constant($"{path}.shape", TensorData.Longs(to))], shape, Type);
    }

    /// <summary>Axes in another order.</summary>
    public Wire Transpose(int[] order, string? name = null) => Builder.Node("Transpose", Path(name, "transpose"), [this], [.. order.Select(a => Shape[a])],
        Type, ("perm", order.Select(a => (long)a).ToArray()));

    /// <summary>Joins tensors along an axis, this one first.</summary>
    public Wire Concat(IReadOnlyList<Wire> others, int axis, string? name = null)
    {
        Wire[] all = [this, .. others];
        return Builder.Node("Concat", Path(name, "cat"), all, WithSize(axis, all.Sum(w => w.Size(axis))), Type, ("axis", (long)axis));
    }

    /// <summary>Equal parts along an axis.</summary>
    public IReadOnlyList<Wire> Split(int parts, int axis, string? name = null)
    {
        string path = Path(name, "split");
        Dimension[] shape = WithSize(axis, Size(axis) / parts);
        return Builder.Nodes("Split", path, [this], [.. Enumerable.Range(0, parts).Select(i => $"{path}.{i}")], [.. Enumerable.Repeat(shape, parts)],
            Type, ("axis", (long)axis), ("num_outputs", (long)parts));
    }

    /// <summary>What lies from <paramref name="start"/> up to, without, <paramref name="end"/> on an axis, every <paramref name="step"/>-th of it.</summary>
    public Wire Slice(int axis, long start, long end, long step = 1, string? name = null)
    {
        string path = Path(name, "slice");
        long size = (Math.Min(end, Size(axis)) - start + step - 1) / step;
        Wire[] bounds = [.. new[] { ("start", start), ("end", end), ("axis", axis), ("step", step) }
            .Select(b => Builder.Constant($"{path}.{b.Item1}", TensorData.Longs(b.Item2)))];
        return Builder.Node("Slice", path, [this, .. bounds], WithSize(axis, size), Type);
    }

    /// <summary>The element at <paramref name="index"/> of an axis, which falls away: (N, T, D) at axis 1 gives (N, D).</summary>
    public Wire At(int axis, long index, string? name = null)
    {
        string path = Path(name, "at");
        Dimension[] shape = [.. Shape.Where((_, i) => i != axis)];
        return Builder.Node("Gather", path, [this, Builder.Constant($"{path}.index", TensorData.Scalar(index))], shape, Type, ("axis", (long)axis));
    }

    /// <summary>Rows of the table name.weight (rows, width) by number: int64 (N, T) to (N, T, width).</summary>
    public Wire Embedding(string name, long rows, long width) => Builder.Node("Gather", name, [Builder.Parameter($"{name}.weight", rows, width), this],
        [.. Shape, width], ElementType.Float32, ("axis", 0L));

    /// <summary>Surrounds each axis with zeros, or with another value.</summary>
    public Wire Pad(long[] before, long[] after, string? name = null, float? value = null)
    {
        string path = Path(name, "pad");
        Dimension[] shape = [.. Shape.Select((d, i) => d.Value is long size ? size + before[i] + after[i] : d)];
        Wire pads = Builder.Constant($"{path}.pads", TensorData.Longs([.. before, .. after]));
        Wire[] inputs = value is float given ? [this, pads, Builder.Constant($"{path}.value", TensorData.Scalar(given))] : [this, pads];
        return Builder.Node("Pad", path, inputs, shape, Type, ("mode", "constant"));
    }

    /// <summary>The mean over axes, which fall away.</summary>
    public Wire Mean(int[] axes, string? name = null)
    {
        string path = Path(name, "mean");
        Dimension[] shape = [.. Shape.Where((_, i) => !axes.Contains(i))];
        Wire over = Builder.Constant($"{path}.axes", TensorData.Longs([.. axes.Select(a => (long)a)]));
        return Builder.Node("ReduceMean", path, [this, over], shape, Type, ("keepdims", 0L));
    }

    private Dimension LeftFor(long[] to)
    {
        List<Dimension> given = [.. to.Select((size, axis) => size == 0 ? Shape[axis] : (Dimension)Math.Max(size, 1))];
        // Free axes that are kept cancel out; whatever is left must be known.
        List<Dimension> mine = [.. Shape.Where(d => d.Value is not null || !given.Remove(d))];
        return ProductOf(mine).Value is long all && ProductOf(given).Value is long taken ? all / taken : new Dimension(null);
    }

    private static Dimension ProductOf(IEnumerable<Dimension> sizes)
    {
        long product = 1;
        foreach (Dimension size in sizes)
        {
            if (size.Value is not long known) return new Dimension(null);
            product *= known;
        }
        return product;
    }
}
