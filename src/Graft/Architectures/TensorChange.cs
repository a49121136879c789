using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>How the values of a tensor in a file become those of a parameter, and back.</summary>
public abstract partial record TensorChange
{
    /// <summary>The same shape and order.</summary>
    public static TensorChange None { get; } = new OtherShape(ours => ours);

    /// <summary>Parts that lie one behind the other on the first axis: query, key and value.</summary>
    public static TensorChange Joined { get; } = new JoinedRows();

    /// <summary>The same values under another shape in the file.</summary>
    public static TensorChange Reshaped(params long[] theirs) => new OtherShape(_ => theirs);

    /// <summary>A linear layer that the file stores as a 1x1 convolution: (outputs, inputs, 1, 1).</summary>
    public static TensorChange Points { get; } = new OtherShape(ours => [.. ours, 1, 1]);

    /// <summary>A parameter with axes of size 1 that the file stores as a vector.</summary>
    public static TensorChange Vector { get; } = new OtherShape(ours => [ours.Aggregate(1L, (a, b) => a * b)]);

    /// <summary>The shapes that the file's tensors must have for a parameter of this shape.</summary>
    public abstract IReadOnlyList<IReadOnlyList<long>> Shapes(IReadOnlyList<long> ours, int parts);

    /// <summary>Makes the parameter.</summary>
    /// <param name="parts">What the file holds, all of one type, of the shapes that <see cref="Shapes"/> wants.</param>
    /// <param name="shape">The parameter's shape.</param>
    public abstract TensorData Apply(IReadOnlyList<TensorData> parts, IReadOnlyList<long> shape);

    /// <summary>Makes the file's tensors of the parameter.</summary>
    public abstract IReadOnlyList<TensorData> Undo(TensorData ours, int parts);

    private sealed record OtherShape(Func<IReadOnlyList<long>, IReadOnlyList<long>> Theirs) : TensorChange
    {
        public override IReadOnlyList<IReadOnlyList<long>> Shapes(IReadOnlyList<long> ours, int parts) => [Theirs(ours)];
        public override TensorData Apply(IReadOnlyList<TensorData> parts, IReadOnlyList<long> shape) =>
            parts[0].Shape.SequenceEqual(shape) ? parts[0] : parts[0].Reshape(shape);
        public override IReadOnlyList<TensorData> Undo(TensorData ours, int parts) => [ours.Reshape(Theirs(ours.Shape))];
    }

    private sealed record JoinedRows : TensorChange
    {
        public override IReadOnlyList<IReadOnlyList<long>> Shapes(IReadOnlyList<long> ours, int parts) =>
            [.. Enumerable.Repeat<IReadOnlyList<long>>([ours[0] / parts, .. ours.Skip(1)], parts)];

        public override TensorData Apply(IReadOnlyList<TensorData> parts, IReadOnlyList<long> shape)
        {
            byte[] joined = new byte[parts.Sum(p => p.ByteCount)];
            int at = 0;
            foreach (TensorData part in parts)
            {
                part.Bytes.Span.CopyTo(joined.AsSpan(at));
                at += part.Bytes.Length;
            }
            return new(parts[0].Type, shape, joined);
        }

        public override IReadOnlyList<TensorData> Undo(TensorData ours, int parts)
        {
            int size = ours.Bytes.Length / parts;
            return [.. Shapes(ours.Shape, parts).Select((shape, i) => new TensorData(ours.Type, shape, ours.Bytes.Slice(i * size, size)))];
        }
    }
}
