namespace Graft.Graphs.Onnx;

/// <summary>A model message without the values of its large tensors, which stay where they lie in the file.</summary>
/// <param name="Model">The message; its graph has no initializers.</param>
/// <param name="Initializers">The initializers without raw_data, each with the bytes that raw_data holds (null where it has none).</param>
internal sealed record LeanModel(ModelProto Model, IReadOnlyList<(TensorProto Tensor, ReadOnlyMemory<byte>? Raw)> Initializers)
{
    private const int GraphField = 7, InitializerField = 5, RawDataField = 9;

    /// <summary>Splits the message: everything but raw_data of initializers is parsed, raw_data is sliced.</summary>
    public static LeanModel Parse(WindowedBytes bytes)
    {
        List<(TensorProto, ReadOnlyMemory<byte>?)> initializers = [];
        using MemoryStream model = new(), graph = new();
        foreach (WireField field in WireFields.Of(bytes, 0, bytes.Length))
        {
            if (field.Number != GraphField || !field.HasLength) Append(model, bytes, field.Start, field.End);
            else
            {
                foreach (WireField part in WireFields.Of(bytes, field.Content, field.End))
                {
                    if (part.Number == InitializerField && part.HasLength) initializers.Add(Tensor(bytes, part.Content, part.End));
                    else Append(graph, bytes, part.Start, part.End);
                }
            }
        }
        ModelProto parsed = ModelProto.Parser.ParseFrom(model.GetBuffer().AsSpan(0, (int)model.Length));
        parsed.Graph = GraphProto.Parser.ParseFrom(graph.GetBuffer().AsSpan(0, (int)graph.Length));
        return new(parsed, initializers);
    }

    private static (TensorProto, ReadOnlyMemory<byte>?) Tensor(WindowedBytes bytes, long start, long end)
    {
        using MemoryStream lean = new();
        ReadOnlyMemory<byte>? raw = null;
        foreach (WireField field in WireFields.Of(bytes, start, end))
        {
            if (field.Number == RawDataField && field.HasLength) raw = bytes.Slice(field.Content, field.End - field.Content);
            else Append(lean, bytes, field.Start, field.End);
        }
        return (TensorProto.Parser.ParseFrom(lean.GetBuffer().AsSpan(0, (int)lean.Length)), raw);
    }

    private static void Append(MemoryStream to, WindowedBytes bytes, long start, long end) => to.Write(bytes.Slice(start, end - start).Span);
}
