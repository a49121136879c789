using System.IO.Compression;

namespace Graft.Checkpoints;

/// <summary>What was done to the chunks before they were stored: shuffled, deflated, given a checksum; undone in reverse.</summary>
internal sealed class Hdf5Filters
{
    private const int Deflate = 1, Shuffle = 2, Fletcher32 = 3, MostFilters = 32;
    private readonly Hdf5Dataset _set;
    private readonly List<int> _kinds = [];

    private Hdf5Filters(Hdf5Dataset set) => _set = set;

    public static Hdf5Filters Of(Hdf5Dataset set)
    {
        Hdf5Filters filters = new(set);
        if (set.Filters is { } message) filters.Read(message);
        foreach (int unknown in filters._kinds.Where(k => k is not (Deflate or Shuffle or Fletcher32)))
            throw set.File.Fail($"'{set.Path}' is packed by filter {unknown}; gzip (1), shuffle (2) and Fletcher-32 (3) are read. Save the file with one of these");
        return filters;
    }

    /// <summary>The chunk as it was.</summary>
    /// <param name="stored">What the file holds.</param>
    /// <param name="size">Bytes that must come out.</param>
    /// <param name="skipped">A bit for each filter that was left out for this chunk.</param>
    public ReadOnlyMemory<byte> Undo(ReadOnlyMemory<byte> stored, long size, uint skipped)
    {
        for (int i = _kinds.Count - 1; i >= 0; i--)
        {
            if ((skipped >> i & 1) != 0) continue;
            stored = _kinds[i] switch { Deflate => Inflate(stored, size), Shuffle => Unshuffle(stored.Span), _ => Check(stored) };
        }
        return stored.Length == size ? stored : throw _set.File.Fail($"a chunk of '{_set.Path}' has {stored.Length} bytes, {size} are needed");
    }

    private void Read(Hdf5Cursor c)
    {
        int version = c.U8(), count = c.U8();
        if (version is not (1 or 2) || count > MostFilters) throw _set.File.Fail($"the filters of '{_set.Path}' are damaged");
        if (version == 1) c.Skip(6);
        for (int i = 0; i < count; i++)
        {
            int kind = c.U16();
            int name = version == 1 || kind >= 256 ? c.U16() : 0;
            c.Skip(2);
            int values = c.U16();
            c.Skip(version == 1 ? (name + 7) / 8 * 8 : name);
            c.Skip(4 * (version == 1 ? values + values % 2 : values));
            _kinds.Add(kind);
        }
    }

    private ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> packed, long size)
    {
        // A checksum of four bytes may have been added before.
        byte[] unpacked = new byte[size + 5];
        int length = 0;
        try
        {
            using ZLibStream zlib = new(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            for (int read; length < unpacked.Length && (read = zlib.Read(unpacked, length, unpacked.Length - length)) > 0;) length += read;
        }
        catch (InvalidDataException e)
        {
            throw new GraftException(_set.File.Fail($"a chunk of '{_set.Path}' can't be unpacked").Message, e);
        }
        return unpacked.AsMemory(0, length);
    }

    /// <summary>First bytes of all elements, then second bytes, ...; what is left over at the end stays.</summary>
    private byte[] Unshuffle(ReadOnlySpan<byte> shuffled)
    {
        int size = _set.Type.Size, count = shuffled.Length / size;
        byte[] plain = shuffled.ToArray();
        for (int part = 0; part < size; part++)
            for (int i = 0; i < count; i++) plain[i * size + part] = shuffled[part * count + i];
        return plain;
    }

    private ReadOnlyMemory<byte> Check(ReadOnlyMemory<byte> stored)
    {
        const int checksum = 4;
        if (stored.Length < checksum) throw _set.File.Fail($"a chunk of '{_set.Path}' is shorter than its checksum");
        ReadOnlySpan<byte> content = stored.Span[..^checksum];
        if (Fletcher(content) != BitConverter.ToUInt32(stored.Span[^checksum..])) throw _set.File.Fail($"the Fletcher-32 checksum of a chunk of '{_set.Path}' is wrong: its bytes were changed");
        return stored[..^checksum];
    }

    /// <summary>Fletcher's checksum over 16-bit words, most significant byte first; sums wrap as HDF5's do, so that 65535 and 0 stay apart.</summary>
    private static uint Fletcher(ReadOnlySpan<byte> bytes)
    {
        uint a = 0, b = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            a = Wrap(a + ((uint)bytes[i] << 8 | (i + 1 < bytes.Length ? bytes[i + 1] : 0u)));
            b = Wrap(b + a);
        }
        return b << 16 | a;
    }

    private static uint Wrap(uint sum) => (sum & 0xFFFF) + (sum >> 16);
}
