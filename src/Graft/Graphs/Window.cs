namespace Graft.Graphs;

/// <summary>The window of a convolution or pooling over height and width, in pixels.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record Window(int Height, int Width)
{
    /// <summary>A square window.</summary>
    public Window(int size) : this(size, size) { }

    /// <summary>Step in both directions.</summary><value>1</value>
    public int Stride { get; init; } = 1;

    /// <summary>Distance between the window's own points.</summary><value>1</value>
    public int Dilation { get; init; } = 1;

    /// <summary>What surrounds the image.</summary><value>nothing</value>
    public Padding Padding { get; init; } = 0;

    /// <summary>Whether a window that hangs over the end still counts, as long as it starts inside (pooling only).</summary><value>false</value>
    public bool RoundUp { get; init; }

    internal long[] Kernel => [Height, Width];
    internal long[] Strides => [Stride, Stride];
    internal long[] Dilations => [Dilation, Dilation];

    /// <summary>(top, left, bottom, right), as ONNX wants it.</summary>
    internal long[] PadsFor(Wire image) => Padding.Resolve(this, image);

    /// <summary>Height and width of the result; a free size stays free.</summary>
    internal (Dimension Height, Dimension Width) OutputOf(Wire image)
    {
        long[] pads = PadsFor(image);
        return (Output(image, 2, Height, pads[0], pads[2]), Output(image, 3, Width, pads[1], pads[3]));
    }

    private Dimension Output(Wire image, int axis, int size, long before, long after)
    {
        if (image.Shape[axis].Value is not long known) return new Dimension(null);
        long room = known + before + after - Dilation * (size - 1L) - 1;
        if (room < 0) throw new GraftException($"{image.Builder.Name}: {image} is too small for a window of {Height} x {Width}; use larger images.");
        long steps = RoundUp ? (room + Stride - 1) / Stride : room / Stride;
        if (RoundUp && steps * Stride >= known + before) steps--;
        return steps + 1;
    }
}

/// <summary>How many pixels surround an image before a window slides over it.</summary>
public abstract record Padding
{
    /// <summary>TensorFlow's SAME: the result has ceil(size / stride) rows and columns, and an odd pixel goes below and to the right.</summary>
    public static Padding TensorFlowSame { get; } = new SamePadding();

    /// <summary>The same number on all four sides.</summary>
    public static implicit operator Padding(int all) => new ExplicitPadding(all, all, all, all);

    /// <summary>Different numbers above and below, and left and right.</summary>
    public static Padding Of(int vertical, int horizontal) => new ExplicitPadding(vertical, horizontal, vertical, horizontal);

    /// <summary>A number for each side.</summary>
    public static Padding Sides(int top, int left, int bottom, int right) => new ExplicitPadding(top, left, bottom, right);

    internal abstract long[] Resolve(Window window, Wire image);

    private sealed record ExplicitPadding(int Top, int Left, int Bottom, int Right) : Padding
    {
        internal override long[] Resolve(Window window, Wire image) => [Top, Left, Bottom, Right];
    }

    private sealed record SamePadding : Padding
    {
        internal override long[] Resolve(Window window, Wire image)
        {
            long rows = Missing(image.Size(2), window.Height, window), columns = Missing(image.Size(3), window.Width, window);
            return [rows / 2, columns / 2, rows - rows / 2, columns - columns / 2];
        }

        private static long Missing(long size, int kernel, Window window)
        {
            long output = (size + window.Stride - 1) / window.Stride;
            return Math.Max(0, (output - 1) * window.Stride + window.Dilation * (kernel - 1L) + 1 - size);
        }
    }
}
