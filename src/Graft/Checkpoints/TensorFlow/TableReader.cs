using System.Buffers.Binary;

namespace Graft.Checkpoints;

/// <summary>
/// A sorted string table, LevelDB's, which is what a checkpoint's index is: blocks of keys and values, each with a checksum, found by a block of handles that the last 48
/// bytes lead to. Source: tensorflow/core/lib/io/{format,block,table_builder}.cc.
/// </summary>
internal sealed class TableReader
{
    public const ulong Magic = 0xdb4775248b80fb57;
    public const int FooterSize = 48;
    private const int TrailerSize = 5, LargestBlock = 256 << 20, LongestKey = 1 << 16;

    private readonly MappedFile _file;
    private readonly Budget _budget;

    private TableReader(MappedFile file) => (_file, _budget) = (file, new(file, TensorFlowFormat.Format));

    /// <summary>Whether a file ends as tables do.</summary>
    public static bool IsTable(MappedFile file) => file.Length >= FooterSize && BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(file.Length - 8, 8).Span) == Magic;

    /// <summary>All entries, in the order of the keys.</summary>
    /// <exception cref="GraftException">The table is damaged.</exception>
    public static List<(byte[] Key, ReadOnlyMemory<byte> Value)> Read(MappedFile file)
    {
        if (!IsTable(file)) throw Faults.Fatal(file.Path, TensorFlowFormat.Format, "it does not end as a table does: it is cut short, or something else");
        TableReader reader = new(file);
        ReadOnlySpan<byte> footer = file.Slice(file.Length - FooterSize, FooterSize).Span;
        int at = 0;
        reader.Handle(footer, ref at); // of an empty block
        (long offset, long size) = reader.Handle(footer, ref at);
        List<(byte[], ReadOnlyMemory<byte>)> entries = [];
        byte[]? last = null;
        foreach ((_, ReadOnlyMemory<byte> handle) in reader.Entries(reader.Block(offset, size)))
        {
            int start = 0;
            (long blockOffset, long blockSize) = reader.Handle(handle.Span, ref start);
            foreach ((byte[] key, ReadOnlyMemory<byte> value) in reader.Entries(reader.Block(blockOffset, blockSize)))
            {
                if (last is not null && last.AsSpan().SequenceCompareTo(key) >= 0)
                    throw reader.Fail(last.AsSpan().SequenceEqual(key) ? $"the key '{System.Text.Encoding.UTF8.GetString(key)}' stands twice" : "its keys are not in order");
                entries.Add((last = key, value));
            }
        }
        return entries;
    }

    private (long Offset, long Size) Handle(ReadOnlySpan<byte> bytes, ref int at) =>
        Varints.Read(bytes, ref at) is { } offset and <= long.MaxValue && Varints.Read(bytes, ref at) is { } size and <= long.MaxValue ? ((long)offset, (long)size) : throw Fail("the place of a block leaves 63 bits");

    private ReadOnlyMemory<byte> Block(long offset, long size)
    {
        if (size > LargestBlock || offset > _file.Length - TrailerSize - size) throw Fail($"a block ({size} bytes at {offset}) lies outside the file");
        ReadOnlyMemory<byte> all = _file.Slice(offset, size + TrailerSize), withKind = all[..^4];
        if (Crc32C.Masked(withKind) != BinaryPrimitives.ReadUInt32LittleEndian(all.Span[^4..])) throw Fail("the checksum of a block is wrong: its bytes were changed");
        return withKind.Span[^1] switch
        {
            0 => withKind[..^1],
            1 => Unpack(withKind[..^1].Span),
            byte kind => throw Fail($"a block is compressed by method {kind}; none (0) and Snappy (1) are read"),
        };
    }

    private byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        const int mostRatio = 64; // a copy of three bytes yields at most 64
        try
        {
            int at = 0;
            long size = Length(packed, ref at);
            if (size > (long)packed.Length * mostRatio) throw Fail($"a block says that it unpacks {packed.Length} bytes to {size}, which Snappy can't");
            _budget.Charge(size, "a block");
            return Snappier.Snappy.DecompressToArray(packed);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or ArgumentException)
        {
            throw new GraftException(Fail("a block can't be unpacked").Message, e);
        }
    }

    private IEnumerable<(byte[] Key, ReadOnlyMemory<byte> Value)> Entries(ReadOnlyMemory<byte> block)
    {
        ReadOnlyMemory<byte> content = block[..EndOfEntries(block.Span)];
        byte[] last = [];
        for (int at = 0; at < content.Length;)
        {
            (int shared, int unshared, int length) = (Length(content.Span, ref at), Length(content.Span, ref at), Length(content.Span, ref at));
            if (shared > last.Length || unshared > content.Length - at || length > content.Length - at - unshared || shared + unshared > LongestKey) throw Fail("an entry of a block is damaged");
            _budget.Charge(shared + unshared, "a key");
            last = [.. last.AsSpan(0, shared), .. content.Span.Slice(at, unshared)];
            yield return (last, content.Slice(at + unshared, length));
            at += unshared + length;
        }
    }

    private int EndOfEntries(ReadOnlySpan<byte> block)
    {
        if (block.Length < 4) throw Fail("a block is too short");
        long restarts = BinaryPrimitives.ReadUInt32LittleEndian(block[^4..]);
        long end = block.Length - 4 - 4 * restarts;
        return end >= 0 ? (int)end : throw Fail("the end of a block is damaged");
    }

    private int Length(ReadOnlySpan<byte> bytes, ref int at) => (int)Math.Min(Varints.Read(bytes, ref at) ?? throw Fail("an entry of a block is damaged"), int.MaxValue);

    private GraftException Fail(string fault) => Faults.Fatal(_file.Path, TensorFlowFormat.Format, fault);
}
