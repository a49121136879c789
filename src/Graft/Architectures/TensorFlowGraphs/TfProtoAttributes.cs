using System.Text;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>Attributes as protocol buffers (core/framework/attr_value.proto), by name.</summary>
internal sealed class TfProtoAttributes(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> attributes) : TfAttributes
{
    private const int List = 1, TextField = 2, FloatField = 4, FlagField = 5, ShapeField = 7, TensorField = 8, FunctionField = 10, LongsOfList = 3;

    public override string? Text(string name) => Bytes(name, TextField) is { } text ? Encoding.UTF8.GetString(text.Span) : null;

    public override string[]? Texts(string name)
    {
        if (Bytes(name, List) is not { } list) return null;
        List<string> texts = [];
        ProtoReader r = new(list);
        while (r.Next())
            if (r.Field == TextField) texts.Add(Encoding.UTF8.GetString(r.Bytes.Span));
        return [.. texts];
    }

    public override float? Float(string name) => Value(name, FloatField) is { } bits ? BitConverter.UInt32BitsToSingle((uint)bits) : null;

    public override bool? Flag(string name) => Value(name, FlagField) is { } flag ? flag != 0 : null;

    public override long[]? Longs(string name) => Bytes(name, List) is { } list ? TfProtoTensor.Packed(list, LongsOfList) : null;

    public override long[]? Shape(string name) => Bytes(name, ShapeField) is { } shape ? TfProtoTensor.ShapeOf(shape) : null;

    public override TensorData? Tensor(string name) => Bytes(name, TensorField) is { } tensor ? TfProtoTensor.Read(tensor) : null;

    public override string? Function(string name)
    {
        if (Bytes(name, FunctionField) is not { } function) return null;
        ProtoReader r = new(function);
        while (r.Next())
            if (r.Field == 1) return Encoding.UTF8.GetString(r.Bytes.Span);
        return null;
    }

    private ReadOnlyMemory<byte>? Bytes(string name, int field)
    {
        if (!attributes.TryGetValue(name, out ReadOnlyMemory<byte> value)) return null;
        ProtoReader r = new(value);
        while (r.Next())
            if (r.Field == field) return r.Bytes;
        return null;
    }

    private ulong? Value(string name, int field)
    {
        if (!attributes.TryGetValue(name, out ReadOnlyMemory<byte> value)) return null;
        ProtoReader r = new(value);
        while (r.Next())
            if (r.Field == field) return r.Value;
        return null;
    }
}
