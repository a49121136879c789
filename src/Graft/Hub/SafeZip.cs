using System.IO.Compression;

namespace Graft.Hub;

/// <summary>How large an archive may grow.</summary>
/// <param name="Entries">How many files.</param>
/// <param name="TotalBytes">Of all files together, unpacked.</param>
/// <param name="Ratio">Unpacked to packed; small archives (below 64 MB unpacked) may exceed it.</param>
internal sealed record ArchiveLimits(int Entries, long TotalBytes, int Ratio)
{
    public static ArchiveLimits Default { get; } = new(100_000, 64L << 30, 200);

    /// <summary>The most bytes that an archive of this size may unpack to.</summary>
    public long Allowance(long packed) => Math.Min(TotalBytes, Math.Max(64L << 20, packed * Ratio));
}

/// <summary>Reading zip files of strangers: names stay inside, sizes are counted while unpacking, links and encryption are refused.</summary>
internal static class SafeZip
{
    private const int UnixLink = 0xA000, UnixKind = 0xF000;

    /// <summary>Reads everything once and refuses what must not be unpacked.</summary>
    public static void Inspect(string path, string what) => Walk(path, what, ArchiveLimits.Default, (_, content, limit) => Copy(content, Stream.Null, limit));

    /// <summary>Unpacks the chosen entries into a folder.</summary>
    public static void Extract(string path, string folder, string what, Func<string, bool> wanted, ArchiveLimits? limits = null) =>
        Walk(path, what, limits ?? ArchiveLimits.Default, (name, content, limit) =>
    {
        if (!wanted(name)) return 0;
        string target = SafePath.Below(folder, name, $"name in {what}");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using FileStream file = new(target, FileMode.CreateNew);
        return Copy(content, file, limit);
    });

    private static void Walk(string path, string what, ArchiveLimits limits, Func<string, Stream, long, long> take)
    {
        using ZipArchive zip = Open(path, what);
        long left = limits.Allowance(new FileInfo(path).Length);
        if (zip.Entries.Count > limits.Entries) throw new GraftException($"{what} holds {zip.Entries.Count} files; at most {limits.Entries} are unpacked.");
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (ZipArchiveEntry entry in zip.Entries.Where(e => !e.FullName.EndsWith('/')))
        {
            string name = SafePath.Require(Uri.UnescapeDataString(entry.FullName), $"name in {what}");
            if (!seen.Add(name)) throw new GraftException($"{what} holds '{name}' twice (names that differ in case alone are one on some systems).");
            if ((entry.ExternalAttributes >> 16 & UnixKind) == UnixLink)
                throw new GraftException($"{what}: '{name}' is a symbolic link, which is not unpacked.");
            if (entry.IsEncrypted) throw new GraftException($"{what}: '{name}' is encrypted.");
            left -= Take(entry, name, what, left, take);
        }
    }

    private static long Take(ZipArchiveEntry entry, string name, string what, long left, Func<string, Stream, long, long> take)
    {
        try
        {
            using Stream content = entry.Open();
            return take(name, content, Math.Min(left, entry.Length));
        }
        catch (InvalidDataException e)
        {
            throw new GraftException($"{what}: '{name}' can't be unpacked: {e.Message}", e);
        }
        catch (TooLargeException)
        {
            throw new GraftException($"{what}: '{name}' unpacks to more than {Math.Min(left, entry.Length)} bytes, what it says or what an archive of its " +
                "size may hold. It is a zip bomb or damaged.");
        }
    }

    private static long Copy(Stream from, Stream to, long limit)
    {
        byte[] buffer = new byte[1 << 16];
        long done = 0;
        for (int read; (read = from.Read(buffer)) > 0; to.Write(buffer, 0, read))
        {
            if ((done += read) > limit) throw new TooLargeException();
        }
        return done;
    }

    private static ZipArchive Open(string path, string what)
    {
        try
        {
            return ZipFile.OpenRead(path);
        }
        catch (InvalidDataException e)
        {
            throw new GraftException($"{what} is no whole zip file: {e.Message}", e);
        }
    }

    private sealed class TooLargeException : Exception;
}
