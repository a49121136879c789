using System.Buffers.Binary;
using System.Text;

namespace Graft.Checkpoints;

/// <summary>Reads little-endian fields of a structure one behind the other, never past its end.</summary>
internal sealed class Hdf5Cursor(Hdf5File file, ReadOnlyMemory<byte> bytes)
{
    /// <summary>Where the next field starts.</summary>
    public int Position { get; set; }

    /// <summary>Bytes that follow.</summary>
    public int Left => bytes.Length - Position;

    public int U8() => Take(1)[0];

    public int U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long I64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>A number of 1 to 8 bytes; what leaves 63 bits is told as the largest.</summary>
    public long Number(int size)
    {
        ulong value = 0;
        ReadOnlySpan<byte> digits = Take(size);
        for (int i = size - 1; i >= 0; i--) value = value << 8 | digits[i];
        return (long)Math.Min(value, long.MaxValue);
    }

    public void Skip(int count) => Take(count);

    /// <summary>A structure's first bytes must be these.</summary>
    public void Expect(string signature, string what)
    {
        if (Left < signature.Length || Encoding.ASCII.GetString(Take(signature.Length)) != signature) throw file.Fail($"{what} does not start with '{signature}'");
    }

    /// <summary>Bytes as they lie.</summary>
    public ReadOnlyMemory<byte> Memory(long count)
    {
        if (count < 0 || count > Left) throw file.Fail($"a structure of {bytes.Length} bytes should have {count} more at {Position}: it is damaged");
        ReadOnlyMemory<byte> part = bytes.Slice(Position, (int)count);
        Position += (int)count;
        return part;
    }

    /// <summary>A part that is read on its own.</summary>
    public Hdf5Cursor Part(long count) => new(file, Memory(count));

    /// <summary>Text of some bytes, up to the first zero.</summary>
    public string Text(long count)
    {
        ReadOnlySpan<byte> text = Memory(count).Span;
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    private ReadOnlySpan<byte> Take(int count) => Memory(count).Span;
}
