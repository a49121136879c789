namespace Graft.Attribution;

/// <summary>A square that slides over a map; what it covers at the right and lower edge may be cut.</summary>
/// <param name="Side">Rows and columns covered.</param>
/// <param name="Stride">Rows and columns from one place to the next.</param>
public sealed record OcclusionWindow(int Side, int Stride)
{
    /// <summary>A fifth of the shorter side, moved by two fifths of itself: about 150 places.</summary>
    public static OcclusionWindow For(int height, int width)
    {
        int side = Math.Max(1, Math.Min(height, width) / 5);
        return new(side, Math.Max(1, side * 2 / 5));
    }

    /// <summary>Every place of the window: rows and columns, the ends not included.</summary>
    internal IEnumerable<(Range Rows, Range Columns)> Places(int height, int width) => from y in Starts(height) from x in Starts(width)
                                                                                       select (y..Math.Min(y + Side, height), x..Math.Min(x + Side, width));

    private IEnumerable<int> Starts(int length) => Enumerable.Range(0, 1 + ((Math.Max(0, length - Side) + Stride - 1) / Stride)).Select(i => i * Stride);
}
