using Graft.Data.Images;

namespace Graft.Data;

/// <summary>From an image file to a network's input: decoding and preprocessing, the one way for train, evaluate and predict. Thread-safe.</summary>
/// <param name="preprocessing">What the checkpoint wants.</param>
/// <param name="decoding">Limits; null for the defaults.</param>
public sealed class Preprocessor(Preprocessing preprocessing, ImageDecoding? decoding = null)
{
    /// <summary>What the checkpoint wants.</summary>
    public Preprocessing Preprocessing { get; } = preprocessing.Checked();

    /// <summary>Reads a file.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="to">Exactly <see cref="Preprocessing.Length"/> values, all overwritten.</param>
    /// <returns>What the file is by its content; its name may say otherwise (<see cref="ImageFormat.Promised"/>).</returns>
    /// <exception cref="GraftException">The file is missing, no readable image, damaged, cut short, or too large.</exception>
    public ImageFormat Load(string path, Span<float> to) => Apply(ImageDecoder.Decode(path, decoding), to);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The image file's bytes; left open.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="to">Exactly <see cref="Preprocessing.Length"/> values, all overwritten.</param>
    /// <returns>What the bytes are.</returns>
    /// <exception cref="GraftException">No readable image, damaged, cut short, or too large.</exception>
    public ImageFormat Load(Stream stream, string name, Span<float> to) => Apply(ImageDecoder.Decode(stream, name, decoding), to);

    /// <summary>Reads the bytes of an image file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="to">Exactly <see cref="Preprocessing.Length"/> values, all overwritten.</param>
    /// <returns>What the bytes are.</returns>
    /// <exception cref="GraftException">No readable image, damaged, cut short, or too large.</exception>
    public ImageFormat Load(ReadOnlySpan<byte> bytes, string name, Span<float> to) => Apply(ImageDecoder.Decode(bytes, name, decoding), to);

    private ImageFormat Apply(Image image, Span<float> to)
    {
        Preprocessing.Apply(image, to);
        return image.Format!;
    }
}
