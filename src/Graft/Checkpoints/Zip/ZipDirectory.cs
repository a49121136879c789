using System.Buffers.Binary;
using System.Text;

namespace Graft.Checkpoints;

/// <summary>
/// The central directory of a zip archive, so that stored entries can be mapped where they lie. Names that leave the folder, links, encryption, names that
/// stand twice and entries that overlap are refused. Specification: PKWARE APPNOTE 6.3.10.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054b50, End64Signature = 0x06064b50, Locator64Signature = 0x07064b50, EntrySignature = 0x02014b50, LocalSignature = 0x04034b50;
    private const int EndSize = 22, Locator64Size = 20, End64Size = 56, EntrySize = 46, LocalSize = 30, LongestComment = 65_535, MostEntries = 500_000;

    private readonly string _format;

    private ZipDirectory(MappedFile file, string format) => (File, _format) = (file, format);

    /// <summary>The archive.</summary>
    public MappedFile File { get; }

    /// <summary>Its files by name; folders are left out.</summary>
    public IReadOnlyDictionary<string, ZipEntry> Entries { get; private set; } = new Dictionary<string, ZipEntry>();

    /// <summary>Whether a file starts as zip archives do.</summary>
    public static bool IsZip(MappedFile file) => file.StartsWith("PK\u0003\u0004"u8) || file.StartsWith("PK\u0005\u0006"u8);

    /// <summary>Reads and checks the directory.</summary>
    /// <exception cref="GraftException">The archive is damaged or tries something that a checkpoint has no reason to; all faults are told.</exception>
    public static ZipDirectory Read(MappedFile file, string format)
    {
        ZipDirectory zip = new(file, format);
        List<ZipEntry> entries = zip.ReadEntries();
        Faults faults = new(file.Path, format);
        CheckOverlap(entries, faults);
        Dictionary<string, ZipEntry> byName = new(StringComparer.Ordinal);
        foreach (ZipEntry entry in entries)
        {
            if (!byName.TryAdd(entry.Name, entry)) faults.Add($"its entry '{entry.Name}' stands twice");
        }
        faults.ThrowIfAny();
        zip.Entries = byName.Values.Where(e => !e.IsFolder).ToDictionary(e => e.Name, StringComparer.Ordinal);
        return zip;
    }

    private List<ZipEntry> ReadEntries()
    {
        (long count, long offset, long size) = Locate();
        if (count is < 0 or > MostEntries || count * EntrySize > size) throw Fail($"it says that it has {count} entries, its directory has {size} bytes");
        ReadOnlySpan<byte> directory = Bytes(offset, size, "its directory");
        Faults faults = new(File.Path, _format);
        List<ZipEntry> entries = [];
        for (long i = 0; i < count; i++)
        {
            if (directory.Length < EntrySize || U32(directory, 0) != EntrySignature) throw Fail($"its directory is damaged at entry {i + 1} of {count}");
            int length = EntrySize + U16(directory, 28) + U16(directory, 30) + U16(directory, 32);
            if (length > directory.Length) throw Fail($"its directory is damaged at entry {i + 1} of {count}");
            entries.Add(ReadEntry(directory[..length], faults));
            directory = directory[length..];
        }
        faults.ThrowIfAny();
        return entries;
    }

    /// <summary>Number of entries, and where the directory lies.</summary>
    private (long Count, long Offset, long Size) Locate()
    {
        long tail = Math.Min(File.Length, EndSize + LongestComment);
        ReadOnlySpan<byte> bytes = File.Slice(File.Length - tail, tail).Span;
        for (int at = bytes.Length - EndSize; at >= 0; at--)
        {
            if (U32(bytes, at) != EndSignature || at + EndSize + U16(bytes, at + 20) != bytes.Length) continue;
            bool large = at >= Locator64Size && U32(bytes, at - Locator64Size) == Locator64Signature;
            return large ? Locate64((long)U64(bytes, at - Locator64Size + 8)) : (U16(bytes, at + 10), U32(bytes, at + 16), U32(bytes, at + 12));
        }
        throw Fail("it is a zip archive without its directory at the end: it is cut short");
    }

    private (long Count, long Offset, long Size) Locate64(long at)
    {
        ReadOnlySpan<byte> end = Bytes(at, End64Size, "its zip64 directory");
        return U32(end, 0) == End64Signature ? ((long)U64(end, 32), (long)U64(end, 48), (long)U64(end, 40)) : throw Fail("its zip64 directory is damaged");
    }

    private ZipEntry ReadEntry(ReadOnlySpan<byte> entry, Faults faults)
    {
        ReadOnlySpan<byte> rawName = entry.Slice(EntrySize, U16(entry, 28));
        string name = Encoding.UTF8.GetString(rawName);
        long packed = U32(entry, 20), size = U32(entry, 24), header = U32(entry, 42);
        ReadZip64(entry.Slice(EntrySize + rawName.Length, U16(entry, 30)), ref size, ref packed, ref header);
        int method = U16(entry, 10);
        if (Unsafe(name, U32(entry, 38)) is { } reason) faults.Add($"its entry '{name}' {reason}");
        if ((U16(entry, 8) & 1) != 0) faults.Add($"its entry '{name}' is encrypted");
        if (method is not (0 or 8)) faults.Add($"its entry '{name}' is packed by method {method}; only stored (0) and deflated (8) are read");
        if (method == 0 && packed != size) faults.Add($"its stored entry '{name}' says {size} bytes and {packed} packed bytes");
        ReadOnlySpan<byte> local = Bytes(header, LocalSize, $"the header of entry '{name}'");
        if (U32(local, 0) != LocalSignature || U16(local, 8) != method) throw Fail($"the header of its entry '{name}' is damaged");
        if (!Bytes(header + LocalSize, U16(local, 26), $"the name of entry '{name}'").SequenceEqual(rawName)) throw Fail($"its entry '{name}' has another name in its own header");
        long data = header + LocalSize + U16(local, 26) + U16(local, 28);
        if (size < 0 || packed < 0 || data > File.Length - packed) throw Fail($"its entry '{name}' ends behind the file: it is cut short");
        return new ZipEntry(name, method, data, packed, size, U32(entry, 16));
    }

    private static void ReadZip64(ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long header)
    {
        while (extra.Length >= 4 && U16(extra, 2) <= extra.Length - 4)
        {
            ReadOnlySpan<byte> field = extra.Slice(4, U16(extra, 2));
            if (U16(extra, 0) == 1)
            {
                Widen(ref field, ref size);
                Widen(ref field, ref packed);
                Widen(ref field, ref header);
            }
            extra = extra[(4 + U16(extra, 2))..];
        }
    }

    private static void Widen(ref ReadOnlySpan<byte> field, ref long value)
    {
        if (value != uint.MaxValue || field.Length < 8) return;
        value = (long)U64(field, 0);
        field = field[8..];
    }

    private static string? Unsafe(string name, uint attributes)
    {
        const uint typeMask = 0xF000, symbolicLink = 0xA000;
        if ((attributes >> 16 & typeMask) == symbolicLink) return "is a symbolic link";
        if (name.Length == 0 || name.Contains('\0')) return "has no proper name";
        if (name[0] == '/' || name.Contains('\\') || name.Contains(':')) return "has a name that leaves its folder";
        return name.Split('/').Contains("..") ? "has a name that leaves its folder" : null;
    }

    private static void CheckOverlap(List<ZipEntry> entries, Faults faults)
    {
        ZipEntry? before = null;
        foreach (ZipEntry entry in entries.Where(e => e.Packed > 0).OrderBy(e => e.Offset))
        {
            if (before is not null && before.Offset + before.Packed > entry.Offset) faults.Add($"its entries '{before.Name}' and '{entry.Name}' overlap");
            before = entry;
        }
    }

    private ReadOnlySpan<byte> Bytes(long offset, long length, string what) =>
        offset >= 0 && length >= 0 && length <= int.MaxValue && offset <= File.Length - length ? File.Slice(offset, length).Span : throw Fail($"{what} lies outside the file: it is cut short");

    private GraftException Fail(string fault) => Faults.Fatal(File.Path, _format, fault);

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
