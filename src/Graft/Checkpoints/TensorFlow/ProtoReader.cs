using System.Buffers.Binary;

namespace Graft.Checkpoints;

/// <summary>Walks the fields of a protocol buffer without a schema. Wire format: https://protobuf.dev/programming-guides/encoding</summary>
internal ref struct ProtoReader(ReadOnlyMemory<byte> bytes)
{
    private int _at = 0;

    /// <summary>The field's number.</summary>
    public int Field { get; private set; }

    /// <summary>A varint, fixed32 or fixed64.</summary>
    public ulong Value { get; private set; }

    /// <summary>The bytes of a text or a message; empty for numbers.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Whether the bytes are no protocol buffer.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Goes to the next field; false at the end, and where the bytes make no sense.</summary>
    public bool Next()
    {
        if (IsDamaged || _at >= bytes.Length) return false;
        ulong? tag = Varint();
        (Field, Value, Bytes) = ((int)(tag ?? 0) >> 3, 0, default);
        bool isGood = tag is not null && Field > 0 && Body((int)tag.Value & 7);
        IsDamaged = !isGood;
        return isGood;
    }

    private bool Body(int wireType)
    {
        switch (wireType)
        {
            case 0:
                ulong? value = Varint();
                Value = value ?? 0;
                return value is not null;
            case 1:
                if (!Take(8)) return false;
                Value = BinaryPrimitives.ReadUInt64LittleEndian(Bytes.Span);
                return true;
            case 2:
                ulong? length = Varint();
                return length is not null && Take(length.Value);
            case 5:
                if (!Take(4)) return false;
                Value = BinaryPrimitives.ReadUInt32LittleEndian(Bytes.Span);
                return true;
            default:
                return false;
        }
    }

    private bool Take(ulong count)
    {
        if (count > (ulong)(bytes.Length - _at)) return false;
        Bytes = bytes.Slice(_at, (int)count);
        _at += (int)count;
        return true;
    }

    private ulong? Varint() => Varints.Read(bytes.Span, ref _at);
}

/// <summary>Numbers in groups of seven bits, the lowest first.</summary>
internal static class Varints
{
    /// <summary>Reads one; null where it does not end, or has more than 64 bits.</summary>
    public static ulong? Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        return null;
    }
}
