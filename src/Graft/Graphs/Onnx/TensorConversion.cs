using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Graft.Graphs.Onnx;

/// <summary>TensorProto to <see cref="TensorData"/> and back: raw bytes, typed fields, or a file beside the model.</summary>
internal static class TensorConversion
{
    /// <summary>Reads one tensor.</summary>
    /// <param name="tensor">The message.</param>
    /// <param name="raw">Its raw_data where that was kept apart; else null.</param>
    /// <param name="external">Where external data lie; null where a tensor may have none.</param>
    public static TensorData Read(TensorProto tensor, ReadOnlyMemory<byte>? raw, ExternalData? external)
    {
        if (!Enum.IsDefined((ElementType)tensor.DataType) || tensor.DataType is 0 or (int)ElementType.Text)
            throw new GraftException($"tensor '{tensor.Name}': element type {tensor.DataType} is not supported; numbers and booleans are.");
        ElementType type = (ElementType)tensor.DataType;
        try
        {
            if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
                return new(type, tensor.Dims, (external ?? throw new GraftException("its data lie in another file, and only a model that is opened as a file may have such.")).Open(tensor));
            if (raw is null && tensor.RawData.Length > 0) raw = tensor.RawData.Memory;
            if (raw is null && HasTypedData(tensor)) raw = Typed(tensor, type);
            return new(type, tensor.Dims, raw ?? ReadOnlyMemory<byte>.Empty);
        }
        catch (Exception e) when (e is GraftException or OverflowException)
        {
            throw new GraftException($"tensor '{tensor.Name}': {e.Message}", e);
        }
    }

    /// <summary>The message without its values, which follow as raw_data.</summary>
    public static TensorProto Header(string name, TensorData data)
    {
        TensorProto header = new() { Name = name, DataType = (int)data.Type };
        header.Dims.AddRange(data.Shape);
        return header;
    }

    /// <summary>The message of a tensor whose values lie in a file.</summary>
    public static TensorProto Elsewhere(string name, TensorData data, string file, long offset)
    {
        TensorProto tensor = Header(name, data);
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = file });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString(CultureInfo.InvariantCulture) });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = data.ByteCount.ToString(CultureInfo.InvariantCulture) });
        return tensor;
    }

    /// <summary>The whole message, for tensors inside attributes.</summary>
    public static TensorProto Write(string name, TensorData data)
    {
        TensorProto whole = Header(name, data);
        whole.RawData = UnsafeByteOperations.UnsafeWrap(data.Bytes);
        return whole;
    }

    private static bool HasTypedData(TensorProto t) =>
        t.FloatData.Count + t.Int32Data.Count + t.Int64Data.Count + t.DoubleData.Count + t.Uint64Data.Count > 0;

    // https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3: which field holds which type.
    private static ReadOnlyMemory<byte> Typed(TensorProto t, ElementType type) => type switch
    {
        ElementType.Float32 or ElementType.Complex64 => Bytes<float>([.. t.FloatData]),
        ElementType.Float64 or ElementType.Complex128 => Bytes<double>([.. t.DoubleData]),
        ElementType.Int64 => Bytes<long>([.. t.Int64Data]),
        ElementType.UInt64 => Bytes<ulong>([.. t.Uint64Data]),
        ElementType.UInt32 => Bytes<uint>([.. t.Uint64Data.Select(v => (uint)v)]),
        ElementType.Int32 => Bytes<int>([.. t.Int32Data]),
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => Bytes<ushort>([.. t.Int32Data.Select(v => (ushort)v)]),
        _ => Bytes<byte>([.. t.Int32Data.Select(v => (byte)v)]),
    };

    private static byte[] Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
