namespace Graft.Data.Images;

/// <summary>A picture in memory: 8-bit RGB, upright, without transparency.</summary>
public sealed class Image
{
    /// <summary>Wraps pixels, which are not copied.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="rgb">(height, width, 3) in C order.</param>
    /// <param name="format">The kind of file that the picture was read from; null where it was made in memory.</param>
    /// <exception cref="GraftException">The number of bytes is not height times width times 3.</exception>
    public Image(int width, int height, byte[] rgb, ImageFormat? format = null)
    {
        if (width < 1 || height < 1 || rgb.Length != (long)width * height * 3)
            throw new GraftException($"A picture of {width} x {height} pixels takes {(long)width * height * 3} bytes of RGB, got {rgb.Length}.");
        (Width, Height, Rgb, Format) = (width, height, rgb, format);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Red, green and blue, 0 to 255 each: (height, width, 3) in C order.</summary>
    public byte[] Rgb { get; }

    /// <summary>What the file was by its content, whatever its name says; null for a picture made in memory.</summary>
    public ImageFormat? Format { get; }

    /// <summary>A new picture of one colour.</summary>
    public static Image Blank(int width, int height, byte value = 0)
    {
        byte[] rgb = new byte[width * height * 3];
        rgb.AsSpan().Fill(value);
        return new(width, height, rgb);
    }
}
