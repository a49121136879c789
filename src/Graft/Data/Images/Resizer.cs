using System.Buffers;
using System.Runtime.InteropServices;

namespace Graft.Data.Images;

/// <summary>
/// Resizes as Pillow does, to the bit: along the rows and then along the columns, rounded to 8 bits in between, each pass left out where the size stays.
/// Only what the window keeps is computed.
/// </summary>
public static class Resizer
{
    /// <summary>The whole picture at another size, its proportions not kept.</summary>
    public static Image Resize(Image image, int width, int height, Interpolation interpolation) =>
        Resize(image, Framing.Whole(width, height), interpolation);

    /// <summary>Scales, then keeps a window.</summary>
    public static Image Resize(Image image, Framing framing, Interpolation interpolation)
    {
        byte[] rgb = new byte[framing.WindowWidth * framing.WindowHeight * 3];
        Resize(PixelView.Of(image), framing, interpolation, rgb);
        return new(framing.WindowWidth, framing.WindowHeight, rgb, image.Format);
    }

    /// <summary>Scales a part of a picture, then keeps a window.</summary>
    /// <param name="source">What to scale; nothing outside is looked at.</param>
    /// <param name="framing">Size and window.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="to">(window height, window width, 3), all overwritten.</param>
    internal static void Resize(PixelView source, Framing framing, Interpolation interpolation, Span<byte> to)
    {
        int left = Math.Max(framing.Left, 0), top = Math.Max(framing.Top, 0);
        int columns = Math.Min(framing.Left + framing.WindowWidth, framing.Width) - left;
        int rows = Math.Min(framing.Top + framing.WindowHeight, framing.Height) - top;
        bool padded = columns < framing.WindowWidth || rows < framing.WindowHeight;
        if (padded) to.Clear();
        if (columns <= 0 || rows <= 0) return;
        Target target = new(MemoryMarshal.CreateSpan(ref to[(((top - framing.Top) * framing.WindowWidth) + left - framing.Left) * 3],
            (((rows - 1) * framing.WindowWidth) + columns) * 3), framing.WindowWidth * 3);
        Framing inside = new(framing.Width, framing.Height, left, top, columns, rows);
        if (interpolation == Interpolation.Nearest) NearestResampling.Run(source, inside, target);
        else TwoPasses(source, inside, ResamplingFilter.Of(interpolation), target);
    }

    private static void TwoPasses(PixelView source, Framing framing, ResamplingFilter filter, Target to)
    {
        ResamplingWeights? alongRows = framing.Width == source.Width ? null : new(source.Width, framing.Width, framing.Left, framing.WindowWidth, filter);
        ResamplingWeights? alongColumns = framing.Height == source.Height ? null : new(source.Height, framing.Height, framing.Top, framing.WindowHeight, filter);
        int first = alongColumns?.First ?? framing.Top, end = alongColumns?.End ?? framing.Top + framing.WindowHeight;
        PixelView needed = alongRows is null ? source.Part(framing.Left, first, framing.WindowWidth, end - first) : source.Part(0, first, source.Width, end - first);
        if (alongRows is null || alongColumns is null)
        {
            if (alongRows is not null) HorizontalResampling.Run(needed, alongRows, to);
            else if (alongColumns is not null) VerticalResampling.Run(needed, alongColumns, first, to);
            else needed.CopyTo(to);
            return;
        }
        int stride = framing.WindowWidth * 3;
        byte[] between = ArrayPool<byte>.Shared.Rent(stride * needed.Height);
        try
        {
            HorizontalResampling.Run(needed, alongRows, new(between, stride));
            VerticalResampling.Run(new(between, stride, framing.WindowWidth, needed.Height), alongColumns, first, to);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(between);
        }
    }
}
