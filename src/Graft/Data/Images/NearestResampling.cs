namespace Graft.Data.Images;

/// <summary>Takes the pixel under each output centre. Positions are summed up step by step as Pillow does, since a rounding error can decide at a boundary.</summary>
internal static class NearestResampling
{
    public static void Run(PixelView source, Framing framing, Target to)
    {
        int[] columns = Positions(source.Width, framing.Width), rows = Positions(source.Height, framing.Height);
        for (int y = 0; y < framing.WindowHeight; y++)
        {
            ReadOnlySpan<byte> from = source.Row(rows[framing.Top + y]);
            Span<byte> row = to.From(y);
            for (int x = 0; x < framing.WindowWidth; x++) from.Slice(columns[framing.Left + x] * 3, 3).CopyTo(row[(x * 3)..]);
        }
    }

    private static int[] Positions(int input, int output)
    {
        double step = (double)input / output, at = step * 0.5;
        int[] positions = new int[output];
        for (int i = 0; i < output; i++, at += step) positions[i] = Math.Min((int)at, input - 1);
        return positions;
    }
}
