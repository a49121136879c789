using System.Buffers;
using Graft.Data.Images;

namespace Graft.Data;

/// <summary>Turns 8-bit pixels into a network's floats. There are 256 values per channel, so each is computed once and looked up.</summary>
internal static class PixelWriter
{
    private const int Levels = 256;

    public static void Apply(Preprocessing preprocessing, Image image, Span<float> to)
    {
        Framing framing = preprocessing.FramingOf(image.Width, image.Height);
        int length = framing.WindowWidth * framing.WindowHeight * 3;
        byte[] scratch = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> rgb = scratch.AsSpan(0, length);
            Resizer.Resize(PixelView.Of(image), framing, preprocessing.Interpolation, rgb);
            Write(preprocessing, rgb, to);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <param name="preprocessing">Order, layout and numbers.</param>
    /// <param name="rgb">(height, width, 3) of the network's size.</param>
    /// <param name="to">One example.</param>
    public static void Write(Preprocessing preprocessing, ReadOnlySpan<byte> rgb, Span<float> to)
    {
        int channels = preprocessing.Channels, pixels = rgb.Length / 3;
        if (to.Length != pixels * channels)
            throw new GraftException($"One example takes {pixels * channels} values, got room for {to.Length}.");
        (int between, int start) = preprocessing.Layout == TensorLayout.Nchw ? (1, pixels) : (channels, 1);
        Span<float> table = stackalloc float[Levels];
        for (int c = 0; c < channels; c++)
        {
            Fill(table, preprocessing, c);
            Span<float> channel = to[(c * start)..];
            if (channels == 1) WriteGrey(rgb, table, channel);
            else WriteColour(rgb[(preprocessing.ChannelOrder == ChannelOrder.Rgb ? c : 2 - c)..], table, channel, between);
        }
    }

    private static void Fill(Span<float> table, Preprocessing p, int channel)
    {
        for (int v = 0; v < Levels; v++) table[v] = (float)(((v * p.Rescale) - p.Mean[channel]) / p.Std[channel]);
    }

    private static void WriteColour(ReadOnlySpan<byte> from, ReadOnlySpan<float> table, Span<float> to, int between)
    {
        for (int i = 0, o = 0; i < from.Length; i += 3, o += between) to[o] = table[from[i]];
    }

    private static void WriteGrey(ReadOnlySpan<byte> rgb, ReadOnlySpan<float> table, Span<float> to)
    {
        for (int i = 0, o = 0; i < rgb.Length; i += 3, o++) to[o] = table[Luma.Of(rgb[i], rgb[i + 1], rgb[i + 2])];
    }
}
