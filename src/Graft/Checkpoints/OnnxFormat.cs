using Graft.Graphs;
using Graft.Graphs.Onnx;

namespace Graft.Checkpoints;

/// <summary>ONNX models as checkpoints: their initializers are the tensors.</summary>
internal sealed class OnnxFormat : ICheckpointFormat
{
    private const int GraphField = 7;
    private const int MostFields = 10_000;

    // ModelProto's fields: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
    private static readonly HashSet<int> ModelFields = [1, 2, 3, 4, 5, 6, GraphField, 8, 14, 20, 25, 26];

    public string Name => "ONNX";

    public bool Recognises(MappedFile file) => IsOne(file);

    public Checkpoint Read(MappedFile file)
    {
        Graph graph = OnnxFile.Read(file);
        return new(file.Path, $"{Name}, opset {graph.Opset}", graph.Initializers) { Metadata = graph.Metadata };
    }

    /// <summary>Whether the file is a message with a model's fields, a graph among them.</summary>
    public static bool IsOne(MappedFile file)
    {
        bool hasGraph = false;
        try
        {
            foreach (WireField field in WireFields.Of(new WindowedBytes(file.Slice, file.Length), 0, file.Length).Take(MostFields))
            {
                if (!ModelFields.Contains(field.Number)) return false;
                hasGraph |= field.Number == GraphField && field.HasLength;
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }
        return hasGraph;
    }
}
