using System.Runtime.InteropServices;
using Graft.Graphs;

namespace Graft.Architectures;

/// <content>Axes in another order, as TensorFlow keeps its kernels.</content>
public abstract partial record TensorChange
{
    /// <summary>A convolution that the file stores as (height, width, inputs, outputs).</summary>
    public static TensorChange Hwio { get; } = new Permuted(ours => ours, [2, 3, 1, 0], theirs => theirs);

    /// <summary>A depthwise convolution, one filter per channel, that the file stores as (height, width, channels, 1).</summary>
    public static TensorChange DepthwiseHwio { get; } = Depthwise(axes: 2, multiplier: 1);

    /// <summary>A depthwise convolution over one or two axes with several filters per channel: (height, width, channels, multiplier).</summary>
    /// <param name="axes">1 for time, 2 for space.</param>
    /// <param name="multiplier">Filters per channel.</param>
    public static TensorChange Depthwise(int axes, long multiplier) =>
        new Permuted(ours => [ours[0] / multiplier, multiplier, .. ours.Skip(2)], axes == 1 ? [2, 0, 1] : [2, 3, 0, 1], theirs => theirs);

    /// <summary>A convolution over time that the file stores as (width, inputs, outputs).</summary>
    public static TensorChange Wio { get; } = new Permuted(ours => ours, [2, 1, 0], theirs => theirs);

    /// <summary>A matrix that the file stores as (inputs, outputs).</summary>
    public static TensorChange Transposed { get; } = new Permuted(ours => ours, [1, 0], theirs => theirs);

    /// <summary>A linear layer that the file stores as a 1x1 convolution (1, 1, inputs, outputs).</summary>
    public static TensorChange TransposedPoints { get; } = new Permuted(ours => ours, [1, 0], theirs => [1, 1, .. theirs]);

    /// <summary>A linear layer on a flattened picture, whose inputs the file counts channels last: (height * width * channels, outputs).</summary>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    public static TensorChange TransposedChannelsLast(long height, long width) =>
        new Permuted(ours => [ours[0], ours[1] / (height * width), height, width], [2, 3, 1, 0], theirs => [theirs[0] * theirs[1] * theirs[2], theirs[3]]);

    /// <summary>A parameter that the file leaves out because it is 1 everywhere: the scale of a normalisation without one.</summary>
    public static TensorChange Ones { get; } = new AllOnes();

    /// <param name="View">Our shape, split into the axes that change places.</param>
    /// <param name="Order">For each axis of theirs, which of ours it is.</param>
    /// <param name="Stored">Their shape, of their axes.</param>
    private sealed record Permuted(Func<IReadOnlyList<long>, IReadOnlyList<long>> View, int[] Order, Func<IReadOnlyList<long>, IReadOnlyList<long>> Stored) : TensorChange
    {
        public override IReadOnlyList<IReadOnlyList<long>> Shapes(IReadOnlyList<long> ours, int parts) => [Stored(Theirs(View(ours)))];

        public override TensorData Apply(IReadOnlyList<TensorData> parts, IReadOnlyList<long> shape)
        {
            long[] theirs = Theirs(View(shape));
            int[] back = [.. Enumerable.Range(0, Order.Length).Select(axis => Array.IndexOf(Order, axis))];
            return Permute(parts[0], theirs, back).Reshape(shape);
        }

        public override IReadOnlyList<TensorData> Undo(TensorData ours, int parts) => [Permute(ours, [.. View(ours.Shape)], Order).Reshape(Shapes(ours.Shape, parts)[0])];

        private long[] Theirs(IReadOnlyList<long> view) => [.. Order.Select(axis => view[axis])];
    }

    private sealed record AllOnes : TensorChange
    {
        public override IReadOnlyList<IReadOnlyList<long>> Shapes(IReadOnlyList<long> ours, int parts) => [];

        public override TensorData Apply(IReadOnlyList<TensorData> parts, IReadOnlyList<long> shape)
        {
            float[] ones = new float[shape.Aggregate(1L, (a, b) => a * b)];
            Array.Fill(ones, 1);
            return TensorData.Of(ones, shape);
        }

        public override IReadOnlyList<TensorData> Undo(TensorData ours, int parts) => [];
    }

    /// <summary>Values with their axes in another order: axis i of the result is axis <paramref name="order"/>[i] of the source.</summary>
    internal static TensorData Permute(TensorData from, IReadOnlyList<long> shape, int[] order)
    {
        long[] strides = new long[shape.Count], to = [.. order.Select(axis => shape[axis])];
        long stride = 1;
        for (int axis = shape.Count - 1; axis >= 0; axis--) (strides[axis], stride) = (stride, stride * shape[axis]);
        byte[] bytes = new byte[from.ByteCount];
        long[] steps = [.. order.Select(axis => strides[axis])];
        switch (from.Type.Size())
        {
            case 1: Copy<byte>(from.Bytes.Span, bytes, to, steps); break;
            case 2: Copy<short>(from.Bytes.Span, bytes, to, steps); break;
            case 4: Copy<int>(from.Bytes.Span, bytes, to, steps); break;
            default: Copy<long>(from.Bytes.Span, bytes, to, steps); break;
        }
        return new(from.Type, to, bytes);
    }

    private static void Copy<T>(ReadOnlySpan<byte> source, Span<byte> target, long[] shape, long[] strides) where T : unmanaged
    {
        if (target.Length > 0) Copy(MemoryMarshal.Cast<byte, T>(source), MemoryMarshal.Cast<byte, T>(target), shape, strides);
    }

    private static void Copy<T>(ReadOnlySpan<T> from, Span<T> to, long[] shape, long[] strides)
    {
        int last = shape.Length - 1, row = (int)shape[last], step = (int)strides[last];
        long[] at = new long[shape.Length];
        int source = 0;
        for (int target = 0; target < to.Length;)
        {
            for (int i = 0, s = source; i < row; i++, s += step) to[target++] = from[s];
            for (int axis = last - 1; axis >= 0; axis--)
            {
                source += (int)strides[axis];
                if (++at[axis] < shape[axis]) break;
                source -= (int)(strides[axis] * shape[axis]);
                at[axis] = 0;
            }
        }
    }
}
