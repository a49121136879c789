namespace Graft.Data.Images;

/// <summary>A kind of image file that is read. Everything else is refused, whatever its name: the list is short because each decoder can be attacked.</summary>
public sealed record ImageFormat
{
    private readonly (int Offset, byte[] Bytes)[] _signature;

    private ImageFormat(string name, string[] extensions, HeaderReader header, params (int Offset, byte[] Bytes)[] signature) =>
        (Name, Extensions, Header, _signature) = (name, extensions, header, signature);

    /// <summary>JPEG (ISO 10918-1).</summary>
    public static ImageFormat Jpeg { get; } = new("JPEG", [".jpg", ".jpeg", ".jpe", ".jfif"], JpegMarkers.Size, (0, [0xFF, 0xD8, 0xFF]));

    /// <summary>PNG (ISO 15948).</summary>
    public static ImageFormat Png { get; } = new("PNG", [".png"], ImageHeader.Png, (0, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]));

    /// <summary>WebP (RFC 9649).</summary>
    public static ImageFormat WebP { get; } = new("WebP", [".webp"], ImageHeader.WebP, (0, "RIFF"u8.ToArray()), (8, "WEBP"u8.ToArray()));

    /// <summary>Windows bitmap.</summary>
    public static ImageFormat Bmp { get; } = new("BMP", [".bmp", ".dib"], ImageHeader.Bmp, (0, "BM"u8.ToArray()), (6, [0, 0, 0, 0]));

    /// <summary>GIF 87a and 89a; of an animation, the first frame.</summary>
    public static ImageFormat Gif { get; } = new("GIF", [".gif"], ImageHeader.Gif, (0, "GIF8"u8.ToArray()));

    /// <summary>All kinds that are read.</summary>
    public static IReadOnlyList<ImageFormat> All { get; } = [Jpeg, Png, WebP, Bmp, Gif];

    /// <summary>Short name: JPEG, PNG, WebP, BMP or GIF.</summary>
    public string Name { get; }

    /// <summary>The file endings that promise this kind, with the dot, the usual one first.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Reads the size that a file of this kind claims.</summary>
    internal HeaderReader Header { get; }

    /// <summary>The kind that a file is by its first 12 bytes, or null if it is none that is read.</summary>
    public static ImageFormat? Detect(ReadOnlySpan<byte> start)
    {
        foreach (ImageFormat format in All)
        {
            if (format.Matches(start)) return format;
        }
        return null;
    }

    /// <summary>The kind that a file's name promises, or null if its ending promises none that is read.</summary>
    public static ImageFormat? Promised(string path)
    {
        string extension = Path.GetExtension(path);
        return All.FirstOrDefault(format => format.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private bool Matches(ReadOnlySpan<byte> start)
    {
        foreach ((int offset, byte[] bytes) in _signature)
        {
            if (start.Length < offset + bytes.Length || !start.Slice(offset, bytes.Length).SequenceEqual(bytes)) return false;
        }
        return true;
    }
}
