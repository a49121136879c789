namespace Graft.Hub.Caches;

/// <summary>One cache: how it is laid out, what its sources published, and how to take something out.</summary>
internal abstract class CacheRoom
{
    public abstract IEnumerable<CachedModel> List();

    /// <summary>Hashes every file of a listed model; a sentence for each that is not as it was published.</summary>
    public abstract IEnumerable<string> Faults(CachedModel model);

    public abstract void Remove(CachedModel model);

    /// <summary>Sums up files, links followed.</summary>
    protected static CachedModel Describe(ModelAddress address, string path, IEnumerable<string> files, IReadOnlyList<string>? names = null)
    {
        FileInfo[] all = [.. files.Select(FileLedger.Real).Where(f => f.Exists)];
        return new()
        {
            Address = address,
            Names = names ?? [],
            Path = path,
            Files = all.Length,
            Size = all.Sum(f => f.Length),
            LastUsed = new(all.Select(f => f.LastAccessTimeUtc > f.LastWriteTimeUtc ? f.LastAccessTimeUtc : f.LastWriteTimeUtc)
                .DefaultIfEmpty(Directory.GetLastWriteTimeUtc(path)).Max()),
        };
    }

    protected static void DeleteFolder(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    /// <summary>Deletes the folders above that are left empty, up to a root.</summary>
    protected static void Prune(string? folder, string root)
    {
        while (folder is not null && folder.Length > root.Length && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
            folder = Path.GetDirectoryName(folder);
        }
    }
}
