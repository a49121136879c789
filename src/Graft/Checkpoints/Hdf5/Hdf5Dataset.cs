using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>The numbers of a data set. Where they lie in one piece, they are not copied.</summary>
internal sealed record Hdf5Dataset(Hdf5File File, string Path, Hdf5Type Type, long[] Shape, Hdf5Cursor Layout, Hdf5Cursor? Filters)
{
    private const int Compact = 0, Contiguous = 1, Chunked = 2, Virtual = 3;

    public static Hdf5Dataset Of(Hdf5File file, string path, List<(int Type, Hdf5Cursor Body)> messages)
    {
        if (Find(Hdf5Header.ExternalFiles) is not null) throw file.Fail($"the numbers of '{path}' lie in another file, which is not opened");
        if (Find(Hdf5Header.Datatype) is not { } type || Find(Hdf5Header.Dataspace) is not { } space || Find(Hdf5Header.Layout) is not { } layout) throw file.Fail($"'{path}' lacks a type, a shape or a place, as a group does");
        return new(file, path, Hdf5Type.Read(type), Hdf5Space.Read(file, space), layout, Find(Hdf5Header.Filters));

        Hdf5Cursor? Find(int kind)
        {
            Hdf5Cursor? body = messages.FirstOrDefault(m => m.Type == kind).Body;
            if (body is not null) body.Position = 0;
            return body;
        }
    }

    /// <summary>The tensor, its bytes little-endian.</summary>
    /// <exception cref="GraftException">It holds no numbers, or they are not all there.</exception>
    public TensorData Read()
    {
        if (Type.Element is not { } element || element.Size() != Type.Size) throw File.Fail($"'{Path}' holds {Type.Kind}, not numbers that weights have");
        long bytes = Sizes.Bytes(element, Shape) ?? throw File.Fail($"the shape {TensorData.Describe(Shape)} of '{Path}' overflows 64 bits");
        ReadOnlyMemory<byte> found = bytes == 0 ? ReadOnlyMemory<byte>.Empty : Stored(bytes);
        return new(element, Shape, Type.BigEndian && Type.Size > 1 ? Reversed(found) : found);
    }

    private ReadOnlyMemory<byte> Stored(long bytes)
    {
        int version = Layout.U8(), kind = Layout.U8();
        if (version is not (3 or 4)) throw File.Fail($"the layout of '{Path}' has version {version}; 3 and 4 are read");
        return kind switch
        {
            Compact => Exact(Layout.Memory(Layout.U16()), bytes),
            Contiguous => InOnePiece(Layout.I64(), bytes),
            Chunked => Hdf5Chunks.Read(this, version, bytes),
            Virtual => throw File.Fail($"'{Path}' is a virtual data set, whose numbers lie in other files, which are not opened"),
            _ => throw File.Fail($"'{Path}' is stored in an unknown way"),
        };
    }

    private ReadOnlyMemory<byte> InOnePiece(long address, long bytes)
    {
        if (address == -1) throw File.Fail($"'{Path}' says that it has {bytes} bytes, of which none are stored");
        if (Filters is not null) throw File.Fail($"'{Path}' has filters, but lies in one piece");
        return File.Bytes(address, bytes, $"the numbers of '{Path}'");
    }

    private ReadOnlyMemory<byte> Exact(ReadOnlyMemory<byte> found, long bytes) =>
        found.Length == bytes ? found : throw File.Fail($"'{Path}' needs {bytes} bytes, {found.Length} are stored");

    private ReadOnlyMemory<byte> Reversed(ReadOnlyMemory<byte> from)
    {
        File.Charge(from.Length, $"'{Path}'");
        byte[] to = new byte[from.Length];
        switch (Type.Size)
        {
            case 2: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, short>(from.Span), MemoryMarshal.Cast<byte, short>(to.AsSpan())); break;
            case 4: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(from.Span), MemoryMarshal.Cast<byte, int>(to.AsSpan())); break;
            default: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, long>(from.Span), MemoryMarshal.Cast<byte, long>(to.AsSpan())); break;
        }
        return to;
    }
}
