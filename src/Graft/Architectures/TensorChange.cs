using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>How the values of a tensor in a file become those of a parameter, and back.</summary>
public abstract record TensorChange
{
    /// <summary>The same shape and order.</summary>
    public static TensorChange None { get; } = new Nothing();

    /// <summary>Parts that lie one behind the other on the first axis: query, key and value.</summary>
    public static TensorChange Joined { get; } = new JoinedRows();

    /// <summary>The same values under another shape in the file.</summary>
    public static TensorChange Reshaped(params long[] theirs) => new OtherShape(theirs);

    /// <summary>A linear layer that the file stores as a 1x1 convolution: (outputs, inputs, 1, 1).</summary>
    public static TensorChange Points { get; } = new DerivedShape(ours => [.. ours, 1, 1]);

    /// <summary>A parameter with axes of size 1 that the file stores as a vector.</summary>
    public static TensorChange Vector { get; } = new DerivedShape(ours => [ours.Aggregate(1L, (a, b) => a * b)]);

    /// <summary>Makes the parameter; its shape is checked by who asks.</summary>
    /// <param name="parts">What the file holds, float32.</param>
    /// <param name="shape">The parameter's shape.</param>
    public abstract TensorData Apply(IReadOnlyList<TensorData> parts, IReadOnlyList<long> shape);

    /// <summary>Makes the file's tensors of the parameter.</summary>
    public abstract IReadOnlyList<TensorData> Undo(TensorData ours, int parts);

    private sealed record Nothing : TensorChange
    {
        public override TensorData Apply(IReadOnlyList<TensorData> parts, IReadOnlyList<long> shape) => parts[0];
        public override IReadOnlyList<TensorData> Undo(TensorData ours, int parts) => [ours];
    }

    private sealed record OtherShape(long[] Theirs) : TensorChange
    {
        public override TensorData Apply(IReadOnlyList<TensorData> parts, IReadOnlyList<long> shape) =>
            parts[0].Shape.SequenceEqual(Theirs) ? parts[0].Reshape(shape) : parts[0];

        public override IReadOnlyList<TensorData> Undo(TensorData ours, int parts) => [ours.Reshape(Theirs)];
    }

    private sealed record DerivedShape(Func<IReadOnlyList<long>, long[]> Theirs) : TensorChange
    {
        public override TensorData Apply(IReadOnlyList<TensorData> parts, IReadOnlyList<long> shape) =>
            parts[0].Shape.SequenceEqual(Theirs(shape)) ? parts[0].Reshape(shape) : parts[0];

        public override IReadOnlyList<TensorData> Undo(TensorData ours, int parts) => [ours.Reshape(Theirs(ours.Shape))];
    }

    private sealed record JoinedRows : TensorChange
    {
        public override TensorData Apply(IReadOnlyList<TensorData> parts, IReadOnlyList<long> shape)
        {
            byte[] joined = new byte[parts.Sum(p => p.ByteCount)];
            int at = 0;
            foreach (TensorData part in parts)
            {
                part.Bytes.Span.CopyTo(joined.AsSpan(at));
                at += part.Bytes.Length;
            }
            return new(ElementType.Float32, [parts.Sum(p => p.Shape[0]), .. parts[0].Shape.Skip(1)], joined);
        }

        public override IReadOnlyList<TensorData> Undo(TensorData ours, int parts)
        {
            int size = ours.Bytes.Length / parts;
            long[] shape = [ours.Shape[0] / parts, .. ours.Shape.Skip(1)];
            return [.. Enumerable.Range(0, parts).Select(i => new TensorData(ours.Type, shape, ours.Bytes.Slice(i * size, size)))];
        }
    }
}
