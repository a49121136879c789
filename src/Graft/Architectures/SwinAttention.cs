using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>Attention within windows. Windows and heads are one axis, so that one Attention node does all windows with their biases and masks.</summary>
internal static class SwinAttention
{
    private const float Hidden = -100f;         // what the published networks add where two patches were not neighbours

    /// <summary>(N, H, W, C) to the same shape; parameters path.qkv, path.proj, path.relative_position_bias_table.</summary>
    public static Wire Build(Wire x, string path, int heads, int window, bool shifted)
    {
        int height = (int)x.Size(1), width = (int)x.Size(2), size = Math.Min(window, Math.Min(height, width));
        if (height % size != 0 || width % size != 0)
            throw new GraftException($"{x.Builder.Name}: expected a map of a multiple of {size} patches at '{path}', got {height} x {width}; use the network's own image size.");
        Grid grid = new(height, width, (int)x.Size(3), heads, size, shifted && size < Math.Min(height, width) ? size / 2 : 0);
        Wire moved = Roll(Roll(x, 1, grid.Shift, $"{path}.up"), 2, grid.Shift, $"{path}.left");
        IReadOnlyList<Wire> qkv = Windows(moved, grid, $"{path}.windows").Linear($"{path}.qkv", 3L * grid.Channels).Split(3, axis: 3, $"{path}.split");
        Wire[] parts = [.. qkv.Select((part, i) => Heads(part, grid, $"{path}.heads.{i}"))];
        Wire y = parts[0].Attention4(parts[1], parts[2], Bias(x.Builder, grid, path), $"{path}.attention");
        y = Joined(y, grid, path).Linear($"{path}.proj", grid.Channels);
        return Roll(Roll(y, 1, grid.Height - grid.Shift, $"{path}.down"), 2, grid.Width - grid.Shift, $"{path}.right");
    }

    private sealed record Grid(int Height, int Width, int Channels, int Heads, int Size, int Shift)
    {
        public int Rows => Height / Size;
        public int Columns => Width / Size;
        public int Windows => Rows * Columns;
        public int Area => Size * Size;
    }

    /// <summary>The first rows or columns go to the end.</summary>
    private static Wire Roll(Wire x, int axis, int by, string path) => by % x.Size(axis) == 0 ? x
        : x.Slice(axis, by, long.MaxValue, 1, $"{path}.rest").Concat([x.Slice(axis, 0, by, 1, $"{path}.first")], axis, path);

    /// <summary>(N, H, W, C) to (N, windows, area, C).</summary>
    private static Wire Windows(Wire x, Grid g, string path) => x.Reshape([0, g.Rows, g.Size, g.Columns, g.Size, g.Channels], $"{path}.cut")
        .Transpose([0, 1, 3, 2, 4, 5], $"{path}.order").Reshape([0, g.Windows, g.Area, g.Channels], path);

    /// <summary>(N, windows, area, C) to (N, windows * heads, area, C / heads).</summary>
    private static Wire Heads(Wire x, Grid g, string path) => x.Reshape([0, g.Windows, g.Area, g.Heads, g.Channels / g.Heads], $"{path}.cut")
        .Transpose([0, 1, 3, 2, 4], $"{path}.order").Reshape([0, g.Windows * g.Heads, g.Area, g.Channels / g.Heads], path);

    /// <summary>(N, windows * heads, area, C / heads) to (N, H, W, C).</summary>
    private static Wire Joined(Wire x, Grid g, string path) => x.Reshape([0, g.Rows, g.Columns, g.Heads, g.Size, g.Size, g.Channels / g.Heads], $"{path}.apart")
        .Transpose([0, 1, 4, 2, 5, 3, 6], $"{path}.together").Reshape([0, g.Height, g.Width, g.Channels], $"{path}.joined");

    /// <summary>Learned biases by relative position, and the mask of shifted windows: (1, windows * heads, area, area).</summary>
    private static Wire Bias(GraphBuilder builder, Grid g, string path)
    {
        Wire table = builder.Parameter($"{path}.relative_position_bias_table", (2L * g.Size - 1) * (2 * g.Size - 1), g.Heads);
        Wire index = builder.Constant($"{path}.relative_position_index", TensorData.Of(RelativePositions(g.Size), g.Area, g.Area));
        Wire bias = builder.Node("Gather", $"{path}.bias.rows", [table, index], [g.Area, g.Area, g.Heads], ElementType.Float32, ("axis", 0L))
            .Transpose([2, 0, 1], $"{path}.bias.by_head");
        Wire mask = builder.Constant($"{path}.mask", g.Shift == 0 ? TensorData.Of(new float[g.Windows], g.Windows, 1, 1, 1) : TensorData.Of(Mask(g), g.Windows, 1, g.Area, g.Area));
        return mask.Add(bias, $"{path}.bias").Reshape([1, g.Windows * g.Heads, g.Area, g.Area], $"{path}.biases");
    }

    private static long[] RelativePositions(int size) =>
        [.. from a in Enumerable.Range(0, size * size) from b in Enumerable.Range(0, size * size)
            select (long)(a / size - b / size + size - 1) * (2 * size - 1) + (a % size - b % size + size - 1)];

    private static float[] Mask(Grid g)
    {
        // After the shift the last window of a row holds patches from both ends of the image.
        int Part(int at, int length) => at < length - g.Size ? 0 : at < length - g.Shift ? 1 : 2;
        int Region(int window, int patch) => 3 * Part(window / g.Columns * g.Size + patch / g.Size, g.Height) + Part(window % g.Columns * g.Size + patch % g.Size, g.Width);
        return [.. from w in Enumerable.Range(0, g.Windows) from a in Enumerable.Range(0, g.Area) from b in Enumerable.Range(0, g.Area)
                   select Region(w, a) == Region(w, b) ? 0f : Hidden];
    }
}
