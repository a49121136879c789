namespace Graft.Graphs.Onnx;

/// <summary>A model message without the values of its large tensors, which stay where they lie in the file.</summary>
/// <param name="Model">The message; its graph has no initializers.</param>
/// <param name="Initializers">The initializers without values, each with the bytes of its values (null where they are in the message, or elsewhere).</param>
internal sealed record LeanModel(ModelProto Model, IReadOnlyList<(TensorProto Tensor, ReadOnlyMemory<byte>? Raw)> Initializers)
{
    private const int GraphField = 7, InitializerField = 5, RawDataField = 9, FloatDataField = 4, DoubleDataField = 10;

    /// <summary>Splits the message: everything but the values of initializers is parsed, and those are sliced.</summary>
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

    // Packed float_data and double_data are the very bytes that raw_data would be; only where they come in several pieces are they parsed.
    private static (TensorProto, ReadOnlyMemory<byte>?) Tensor(WindowedBytes bytes, long start, long end)
    {
        using MemoryStream lean = new();
        WireField[] fields = [.. WireFields.Of(bytes, start, end)];
        WireField[] values = [.. fields.Where(f => f.HasLength && f.Number is RawDataField or FloatDataField or DoubleDataField)];
        foreach (WireField field in values.Length == 1 ? fields.Except(values) : fields) Append(lean, bytes, field.Start, field.End);
        ReadOnlyMemory<byte>? raw = values is [WireField one] ? bytes.Slice(one.Content, one.End - one.Content) : null;
        return (TensorProto.Parser.ParseFrom(lean.GetBuffer().AsSpan(0, (int)lean.Length)), raw);
    }

    private static void Append(MemoryStream to, WindowedBytes bytes, long start, long end) => to.Write(bytes.Slice(start, end - start).Span);
}
