using System.Formats.Tar;
using System.IO.Compression;

namespace Graft.Hub;

/// <summary>Reading tar archives of strangers, gzipped or not: regular files only, names stay inside, sizes are counted while unpacking.</summary>
internal static class SafeTar
{
    /// <summary>Unpacks into a folder; <paramref name="stripTop"/> leaves out the one folder in which npm puts everything.</summary>
    public static void Extract(string path, string folder, string what, bool stripTop, ArchiveLimits? limits = null)
    {
        ArchiveLimits most = limits ?? ArchiveLimits.Default;
        long left = most.Allowance(new FileInfo(path).Length);
        int entries = 0;
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            using FileStream file = File.OpenRead(path);
            using Stream content = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using TarReader reader = new(content);
            while (reader.GetNextEntry() is { } entry)
            {
                if (++entries > most.Entries) throw new GraftException($"{what} holds more than {most.Entries} files.");
                if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes) continue;
                left -= Take(entry, folder, what, stripTop, left, seen);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new GraftException($"{what} is no whole tar archive: {e.Message}", e);
        }
    }

    private static long Take(TarEntry entry, string folder, string what, bool stripTop, long left, HashSet<string> seen)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            throw new GraftException($"{what}: '{SafePath.Printable(entry.Name)}' is a {entry.EntryType}; only plain files are unpacked.");
        string name = SafePath.Require(entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name, $"name in {what}");
        if (stripTop) name = name[(name.IndexOf('/') + 1)..];
        if (!seen.Add(name)) throw new GraftException($"{what} holds '{name}' twice (names that differ in case alone are one on some systems).");
        if (entry.Length > left)
            throw new GraftException($"{what}: '{name}' unpacks to {entry.Length} bytes, more than an archive of its size may hold. It is a bomb or damaged.");
        string target = SafePath.Below(folder, name, $"name in {what}");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using FileStream file = new(target, FileMode.CreateNew);
        entry.DataStream?.CopyTo(file);
        return entry.Length;
    }

    private static bool IsGzip(FileStream file)
    {
        bool gzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return gzip;
    }
}
