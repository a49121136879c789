using Google.Protobuf;
using Graft.Checkpoints;
using Graft.Graphs.Onnx;

namespace Graft.Graphs;

/// <summary>
/// Reads and writes ONNX files. Tensors are not copied: they stay in the mapped file, so that a model opens in the time that its nodes take.
/// Read: IR 3 and newer, opset 7 to 26. Specification: https://github.com/onnx/onnx/blob/main/docs/IR.md
/// </summary>
public static class OnnxFile
{
    /// <summary>Largest message that protobuf can hold; larger models need external data.</summary>
    public const long LargestMessage = int.MaxValue;

    /// <summary>Opens a model file. The tensors keep the file open.</summary>
    /// <exception cref="GraftException">No such file, not ONNX, damaged, or something in it that Graft does not support.</exception>
    public static Graph Read(string path) => Read(MappedFile.Open(path));

    internal static Graph Read(MappedFile file) =>
        Read(new WindowedBytes(file.Slice, file.Length), Path.GetFileName(file.Path), new ExternalData(Path.GetDirectoryName(Path.GetFullPath(file.Path))!));

    /// <summary>Whether the file's content is an ONNX model; its name does not count.</summary>
    /// <exception cref="GraftException">There is no such file.</exception>
    public static bool IsOne(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        return OnnxFormat.IsOne(file);
    }

    /// <summary>Reads a model from memory; its tensors are slices of it.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What errors call it.</param>
    public static Graph Read(ReadOnlyMemory<byte> bytes, string name) => Read(WindowedBytes.Of(bytes), name, external: null);

    /// <summary>Writes a model file beside and moves it into place.</summary>
    public static void Write(Graph graph, string path) => AtomicFile.Write(path, stream => Write(graph, stream));

    /// <summary>Writes a model; the same graph always gives the same bytes.</summary>
    /// <exception cref="GraftException">A parameter has no values, or the model exceeds 2 GB.</exception>
    public static void Write(Graph graph, Stream stream) => new OnnxWriter(graph).WriteTo(stream);

    /// <summary>The model as bytes, as ONNX Runtime takes it.</summary>
    public static byte[] ToBytes(Graph graph)
    {
        OnnxWriter writer = new(graph);
        byte[] bytes = new byte[writer.Length];
        using MemoryStream stream = new(bytes);
        writer.WriteTo(stream);
        return bytes;
    }

    private static Graph Read(WindowedBytes bytes, string name, ExternalData? external)
    {
        try
        {
            if (bytes.Length == 0) throw new GraftException("the file is empty.");
            return new OnnxReader(LeanModel.Parse(bytes), name, external).Read();
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new GraftException($"{name}: expected an ONNX model, but this is none, or it is damaged ({e.Message}).", e);
        }
        catch (GraftException e) when (!e.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new GraftException($"{name}: {e.Message}", e);
        }
    }
}
