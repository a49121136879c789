namespace Graft.Graphs.Onnx;

/// <summary>One field of a protobuf message: where it lies, without parsing what is in it.</summary>
/// <param name="Number">Field number.</param>
/// <param name="Start">Offset of the tag.</param>
/// <param name="Content">Offset of the value; of the bytes themselves where the field has a length.</param>
/// <param name="End">Offset behind the value.</param>
/// <param name="HasLength">Whether the value is bytes with a length before them.</param>
internal readonly record struct WireField(int Number, long Start, long Content, long End, bool HasLength);

/// <summary>Walks over the fields of a protobuf message by offsets, so that large tensors can stay where they lie.</summary>
/// <seealso href="https://protobuf.dev/programming-guides/encoding/"/>
internal static class WireFields
{
    /// <summary>The fields of the message between two offsets.</summary>
    /// <exception cref="InvalidDataException">A field leaves the message, or its type is unknown.</exception>
    public static IEnumerable<WireField> Of(WindowedBytes bytes, long start, long end)
    {
        while (start < end)
        {
            (ulong tag, long at) = Varint(bytes, start, end);
            (long content, long next) = (tag & 7) switch
            {
                0 => (at, Varint(bytes, at, end).Next),
                1 => (at, at + 8),
                2 => Lengthy(bytes, at, end),
                5 => (at, at + 4),
                _ => throw new InvalidDataException($"a field of unknown type {tag & 7} at offset {start}"),
            };
            if (next > end || tag >> 3 is 0 or > int.MaxValue) throw new InvalidDataException($"a field at offset {start} leaves its message");
            yield return new((int)(tag >> 3), start, content, next, (tag & 7) == 2);
            start = next;
        }
    }

    private static (long Content, long Next) Lengthy(WindowedBytes bytes, long at, long end)
    {
        (ulong length, long content) = Varint(bytes, at, end);
        if (length > (ulong)(end - content)) throw new InvalidDataException($"a field at offset {at} claims {length} bytes, {end - content} are left");
        return (content, content + (long)length);
    }

    private static (ulong Value, long Next) Varint(WindowedBytes bytes, long at, long end)
    {
        ReadOnlySpan<byte> window = bytes.Slice(at, Math.Min(10, end - at)).Span;
        ulong value = 0;
        for (int i = 0; i < window.Length; i++)
        {
            value |= (ulong)(window[i] & 0x7F) << (7 * i);
            if (window[i] < 0x80) return (value, at + i + 1);
        }
        throw new InvalidDataException($"a number at offset {at} has no end");
    }
}

/// <summary>Bytes that are handed out in slices: a mapped file, or memory.</summary>
internal sealed class WindowedBytes(Func<long, long, ReadOnlyMemory<byte>> slice, long length)
{
    private const int WindowSize = 1 << 16;
    private ReadOnlyMemory<byte> _window;
    private long _from;

    public long Length => length;

    public static WindowedBytes Of(ReadOnlyMemory<byte> bytes) => new((from, count) => bytes.Slice((int)from, (int)count), bytes.Length);

    /// <summary>A slice; small ones come out of a window, so that walking over a file makes few objects.</summary>
    public ReadOnlyMemory<byte> Slice(long from, long count)
    {
        if (count > WindowSize) return slice(from, count);
        if (from < _from || from + count > _from + _window.Length)
            (_window, _from) = (slice(from, Math.Min(WindowSize, length - from)), from);
        return _window.Slice((int)(from - _from), (int)count);
    }
}
