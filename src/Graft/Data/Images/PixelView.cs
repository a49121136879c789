namespace Graft.Data.Images;

/// <summary>A rectangle of RGB pixels within a larger picture.</summary>
/// <param name="bytes">From the rectangle's first pixel on.</param>
/// <param name="stride">Bytes from one row to the next.</param>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
internal readonly ref struct PixelView(ReadOnlySpan<byte> bytes, int stride, int width, int height)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Stride { get; } = stride;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public static PixelView Of(Image image) => new(image.Rgb, image.Width * 3, image.Width, image.Height);

    public PixelView Part(int left, int top, int width, int height) => new(_bytes[((top * Stride) + (left * 3))..], Stride, width, height);

    /// <summary>The bytes of a row, and whatever of the larger picture follows it.</summary>
    public ReadOnlySpan<byte> From(int row) => _bytes[(row * Stride)..];

    /// <summary>The bytes of a row.</summary>
    public ReadOnlySpan<byte> Row(int row) => _bytes.Slice(row * Stride, Width * 3);

    public void CopyTo(Target to)
    {
        for (int y = 0; y < Height; y++) Row(y).CopyTo(to.From(y));
    }
}

/// <summary>Where rows of pixels are written.</summary>
/// <param name="bytes">From the first pixel on.</param>
/// <param name="stride">Bytes from one row to the next.</param>
internal readonly ref struct Target(Span<byte> bytes, int stride)
{
    private readonly Span<byte> _bytes = bytes;

    public Span<byte> From(int row) => _bytes[(row * stride)..];
}
