using Graft.Hub.HuggingFace;

namespace Graft.Hub.Caches;

/// <summary>The cache that Graft shares with huggingface_hub: one entry for each snapshot of each repository.</summary>
internal sealed class HuggingFaceRoom(HubOptions options) : CacheRoom
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["models"] = "", ["datasets"] = "datasets/", ["spaces"] = "spaces/",
    };

    private readonly HuggingFaceSettings _settings = new(options);

    public override IEnumerable<CachedModel> List() => !Directory.Exists(_settings.Cache) ? []
        : Directory.EnumerateDirectories(_settings.Cache).Where(f => Repository(f) is not null).SelectMany(Snapshots);

    public override IEnumerable<string> Faults(CachedModel model)
    {
        (RepositoryCache cache, string commit) = Open(model);
        var listed = Listing.Read(cache.Tree(commit))?.ToDictionary(f => f.Path, f => f.Etag) ?? [];
        FileLedger ledger = FileLedger.Open(cache.Folder, options);
        return FileLedger.NamesBelow(model.Path).Order(StringComparer.Ordinal).Select(name => Fault(cache, commit, name, listed, ledger)).OfType<string>();
    }

    public override void Remove(CachedModel model)
    {
        (RepositoryCache cache, string commit) = Open(model);
        SnapshotRemoval.Run(cache, commit, _settings.Cache);
    }

    private string? Fault(RepositoryCache cache, string commit, string name, Dictionary<string, string> listed, FileLedger ledger)
    {
        try
        {
            if (cache.Find(commit, name) is not { } path) return $"{cache.Pointer(commit, name)} leads to a file that is gone";
            string? expected = RepositoryCache.Etag(path) ?? listed.GetValueOrDefault(name)
                ?? ledger.Last(Path.GetRelativePath(cache.Folder, path).Replace('\\', '/'));
            if (expected is null) return null; // a copy that nobody has described
            string found = Hashing.Like(expected, path, options.Progress);
            return found == expected ? null : $"{path}: the hash is {found}, expected {expected}";
        }
        catch (GraftException e)
        {
            return e.Message;
        }
    }

    private IEnumerable<CachedModel> Snapshots(string folder)
    {
        RepositoryCache cache = new(_settings, Repository(folder)!);
        string snapshots = Path.Combine(folder, "snapshots");
        if (!Directory.Exists(snapshots)) yield break;
        foreach (string snapshot in Directory.EnumerateDirectories(snapshots).Where(s => RepositoryCache.IsCommit(Path.GetFileName(s))))
        {
            string commit = Path.GetFileName(snapshot);
            yield return Describe(new HuggingFaceAddress(Repository(folder)!, commit), snapshot,
                FileLedger.NamesBelow(snapshot).Select(name => Path.Combine(snapshot, name)), [.. cache.Names(commit)]);
        }
    }

    private (RepositoryCache Cache, string Commit) Open(CachedModel model)
    {
        HuggingFaceAddress address = (HuggingFaceAddress)model.Address;
        return (new(_settings, address.Repository), address.Revision!);
    }

    /// <summary>models--org--name back to org/name; null for other folders.</summary>
    private static string? Repository(string folder) =>
        Path.GetFileName(folder).Split("--", 2) is [var kind, { Length: > 0 } rest] && Kinds.TryGetValue(kind, out string? prefix)
            ? prefix + rest.Replace("--", "/", StringComparison.Ordinal) : null;
}
