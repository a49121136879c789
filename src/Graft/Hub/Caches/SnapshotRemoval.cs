using Graft.Hub.HuggingFace;

namespace Graft.Hub.Caches;

/// <summary>Takes one commit out of a repository's cache, and those blobs that no other commit needs.</summary>
internal static class SnapshotRemoval
{
    public static void Run(RepositoryCache cache, string commit, string root)
    {
        string[] own = Blobs(cache.Snapshot(commit));
        foreach (string name in cache.Names(commit)) cache.DropName(name);
        Directory.Delete(cache.Snapshot(commit), recursive: true);
        if (Directory.Exists(cache.NoExistFolder(commit))) Directory.Delete(cache.NoExistFolder(commit), recursive: true);
        if (File.Exists(cache.Tree(commit))) File.Delete(cache.Tree(commit));
        string[] others = [.. Directory.EnumerateDirectories(Path.Combine(cache.Folder, "snapshots")).SelectMany(Blobs).Distinct()];
        foreach (string blob in own.Except(others)) Delete(cache, blob, root);
        if (!Directory.EnumerateFileSystemEntries(Path.Combine(cache.Folder, "snapshots")).Any()) DeleteRepository(cache, root);
    }

    /// <summary>The etags that a snapshot links to.</summary>
    private static string[] Blobs(string snapshot) =>
        [.. FileLedger.NamesBelow(snapshot).Select(name => RepositoryCache.Etag(Path.Combine(snapshot, name))).OfType<string>()];

    private static void Delete(RepositoryCache cache, string etag, string root)
    {
        string blob = cache.Blob(etag);
        if (new FileInfo(blob).ResolveLinkTarget(returnFinalTarget: true) is { } shared) Release(shared.FullName, Path.GetRelativePath(root, blob), root);
        File.Delete(blob);
        if (File.Exists(cache.Lock(etag))) File.Delete(cache.Lock(etag));
    }

    /// <summary>huggingface_hub 2 keeps some blobs once for all repositories; a .refs file beside names those that need it, a line each.</summary>
    private static void Release(string shared, string user, string root)
    {
        string refs = shared + ".refs";
        if (!shared.StartsWith(Path.Combine(root, "blobs") + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(refs)) return;
        string[] left = [.. File.ReadLines(refs).Where(line => line.Length > 0 && line != user.Replace('\\', '/'))];
        if (left.Length > 0)
        {
            File.WriteAllLines(refs, left);
            return;
        }
        foreach (string path in new[] { shared, refs, shared + ".lock" }) File.Delete(path);
    }

    private static void DeleteRepository(RepositoryCache cache, string root)
    {
        Directory.Delete(cache.Folder, recursive: true);
        string locks = Path.Combine(root, ".locks", cache.FolderName);
        if (Directory.Exists(locks)) Directory.Delete(locks, recursive: true);
    }
}
