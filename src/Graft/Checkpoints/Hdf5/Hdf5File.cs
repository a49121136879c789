namespace Graft.Checkpoints;

/// <summary>
/// An HDF5 file, mapped: groups with their links and attributes, and data sets. Only what lies in the file itself is read: links into other files, external
/// storage and virtual data sets are refused, and so are soft links, which weights have no use for. Nothing is followed twice, so that no file takes more work than it
/// has bytes. Specification: https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
/// </summary>
internal sealed class Hdf5File
{
    public const string Format = "HDF5";
    private const long Undefined = -1;
    private const int LargestUserBlock = 1 << 20;
    private static readonly byte[] Signature = [0x89, .. "HDF\r\n"u8, 0x1a, (byte)'\n'];

    private readonly FileWindow _bytes;
    private readonly long _base;
    private readonly Budget _budget;
    private readonly Dictionary<long, Hdf5Heap> _heaps = [];
    private long _blocks;

    private Hdf5File(FileWindow bytes)
    {
        _bytes = bytes;
        _budget = new(bytes.File, Format);
        long at = FindSignature(bytes) ?? throw Fail("it has no HDF5 signature");
        (long rootHeader, _base, long end) = ReadSuperblock(at);
        if (end > bytes.Length) throw Fail($"it says that it has {end} bytes, but {bytes.Length} are there: it is cut short");
        Root = new(this, "", rootHeader);
    }

    /// <summary>The outermost group.</summary>
    public Hdf5Group Root { get; }

    /// <summary>Whether there is an HDF5 signature at the start, or behind a block of the user's own.</summary>
    public static bool IsHdf5(FileWindow bytes) => FindSignature(bytes) is not null;

    /// <summary>Opens a file, or a part of one.</summary>
    /// <exception cref="GraftException">It is not sound, or uses what Graft refuses.</exception>
    public static Hdf5File Open(FileWindow bytes) => new(bytes);

    /// <summary>The bytes of a structure; each costs some of what a file of this size may take.</summary>
    public Hdf5Cursor Cursor(long address, long length, string what)
    {
        const int costOfBlock = 16;
        if (++_blocks * costOfBlock > _bytes.Length + (1 << 20)) throw Fail("its structures refer to one another without end");
        return new(this, Bytes(address, length, what));
    }

    /// <summary>From an address to the end of the file, for structures that say their size themselves; at most <paramref name="most"/> bytes.</summary>
    public Hdf5Cursor CursorToEnd(long address, string what, long most = int.MaxValue) =>
        Cursor(address, address < 0 ? 0 : Math.Clamp(_bytes.Length - _base - address, 0, most), what);

    /// <summary>Bytes of the file, not copied.</summary>
    public ReadOnlyMemory<byte> Bytes(long address, long length, string what)
    {
        if (address == Undefined) throw Fail($"{what} is missing");
        return (address < 0 ? null : _bytes.Find(_base + address, length)) ?? throw Fail($"{what} ({length} bytes at {address}) lies outside the file: it is cut short or damaged");
    }

    /// <summary>Takes memory from what a file of this size may ask for.</summary>
    public void Charge(long bytes, string what) => _budget.Charge(bytes, what);

    /// <summary>A collection of texts of variable length, read once.</summary>
    public Hdf5Heap HeapAt(long address) => _heaps.TryGetValue(address, out Hdf5Heap? heap) ? heap : _heaps[address] = Hdf5Heap.Read(this, address);

    public GraftException Fail(string fault) => Faults.Fatal(_bytes.File.Path, Format, fault);

    private static long? FindSignature(FileWindow bytes)
    {
        for (long at = 0; at <= LargestUserBlock; at = at == 0 ? 512 : at * 2)
            if (bytes.Find(at, Signature.Length) is { } found && found.Span.SequenceEqual(Signature)) return at;
        return null;
    }

    private (long Root, long Base, long End) ReadSuperblock(long at)
    {
        const int size = 96, sizesVersion0 = 13, sizesVersion2 = 9, behindSizesVersion0 = 24, behindSizesVersion2 = 12;
        Hdf5Cursor c = new(this, _bytes.Find(at, Math.Min(size, _bytes.Length - at))!.Value);
        c.Skip(Signature.Length);
        int version = c.U8();
        if (version > 3) throw Fail($"its superblock has version {version}; 0 to 3 are read");
        c.Position = version < 2 ? sizesVersion0 : sizesVersion2;
        if (c.U8() != 8 || c.U8() != 8) throw Fail("its addresses do not have 8 bytes, as those of Keras do");
        c.Position = version switch { 0 => behindSizesVersion0, 1 => behindSizesVersion0 + 4, _ => behindSizesVersion2 };
        long start = c.I64();
        c.Skip(8);
        long end = c.I64();
        if (version < 2) c.Skip(16); // driver information, and the root's name
        return (c.I64(), start < 0 ? throw Fail("its base address is negative") : start, end);
    }
}
