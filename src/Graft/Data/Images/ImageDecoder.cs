using System.Buffers;
using SkiaSharp;

namespace Graft.Data.Images;

/// <summary>
/// Reads image files as the networks' authors did: turned upright by EXIF, transparency put on white, grey, palette, CMYK and 16 bit brought to
/// 8-bit RGB, the first frame of an animation. Colour profiles are ignored. A damaged file is an error, never half a picture.
/// </summary>
public static class ImageDecoder
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its ending may be wrong, its content decides.</param>
    /// <param name="decoding">Limits; null for the defaults.</param>
    /// <exception cref="GraftException">The file is missing, no image of a kind that is read, damaged, cut short, or too large.</exception>
    public static Image Decode(string path, ImageDecoding? decoding = null)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GraftException($"{path}: cannot be read. {e.Message}", e);
        }
        return Decode(bytes, path, decoding);
    }

    /// <summary>Reads a stream from where it stands to its end.</summary>
    /// <param name="stream">The image file's bytes; left open.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="decoding">Limits; null for the defaults.</param>
    /// <exception cref="GraftException">The bytes are no image of a kind that is read, damaged, cut short, or too large.</exception>
    public static Image Decode(Stream stream, string name, ImageDecoding? decoding = null)
    {
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return Decode(copy.GetBuffer().AsSpan(0, (int)copy.Length), name, decoding);
    }

    /// <summary>Reads the bytes of an image file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What errors call it: a path, or the name of an upload.</param>
    /// <param name="decoding">Limits; null for the defaults.</param>
    /// <exception cref="GraftException">The bytes are no image of a kind that is read, damaged, cut short, or too large.</exception>
    public static unsafe Image Decode(ReadOnlySpan<byte> bytes, string name, ImageDecoding? decoding = null)
    {
        ImageFormat format = ImageFormat.Detect(bytes) ?? throw ImageFaults.NoImage(bytes, name);
        if (format.Header(bytes) is not { IsPossible: true } header) throw ImageFaults.Damaged(format, name, "its header cannot be understood");
        CheckSize(header, name, decoding ?? new());
        if (format == ImageFormat.Jpeg && !JpegMarkers.HasEnd(bytes)) throw ImageFaults.CutShort(format, name, bytes.Length);
        fixed (byte* start = bytes)
        {
            using SKData data = SKData.Create((nint)start, bytes.Length);
            using SKCodec codec = SKCodec.Create(data) ?? throw ImageFaults.Damaged(format, name, "its header cannot be understood");
            CheckSize(new(codec.Info.Width, codec.Info.Height), name, decoding ?? new());
            return Decode(codec, format, name, bytes.Length);
        }
    }

    private static void CheckSize(ImageHeader header, string name, ImageDecoding decoding)
    {
        if (header.Pixels > decoding.MaximumPixels) throw ImageFaults.TooLarge(header, name, decoding.MaximumPixels);
    }

    private static unsafe Image Decode(SKCodec codec, ImageFormat format, string name, int length)
    {
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        SKAlphaType alpha = codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        byte[] rgba = ArrayPool<byte>.Shared.Rent(checked(width * height * 4));
        try
        {
            fixed (byte* pixels = rgba)
            {
                SKCodecResult result = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, alpha), (nint)pixels);
                if (result == SKCodecResult.IncompleteInput) throw ImageFaults.CutShort(format, name, length);
                if (result != SKCodecResult.Success) throw ImageFaults.Damaged(format, name, $"decoding ended with {result}");
            }
            byte[] rgb = new byte[width * height * 3];
            if (alpha == SKAlphaType.Opaque) PixelConversion.DropAlpha(rgba.AsSpan(0, width * height * 4), rgb);
            else PixelConversion.OnWhite(rgba.AsSpan(0, width * height * 4), rgb);
            return Orientation.Upright(new(width, height, rgb, format), codec.EncodedOrigin);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgba);
        }
    }
}
