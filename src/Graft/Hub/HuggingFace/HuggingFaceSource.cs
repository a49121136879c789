using Graft.Hub.Transfer;

namespace Graft.Hub.HuggingFace;

/// <summary>
/// Models of a Hugging Face hub, through the cache that Python uses. What the hub names by hash is hashed; all files of a model come from one commit.
/// </summary>
internal sealed class HuggingFaceSource
{
    private const int AtOnce = 4;

    private readonly HuggingFaceAddress _address;
    private readonly HubOptions _options;
    private readonly HuggingFaceSettings _settings;
    private readonly RepositoryCache _cache;
    private readonly HubClient _client;
    private readonly BlobStore _blobs;
    private readonly List<string> _notes = [];

    private HuggingFaceSource(HuggingFaceAddress address, HubOptions options)
    {
        (_address, _options, _settings) = (address, options, new(options));
        Transport transport = new(options);
        _cache = new(_settings, address.Repository);
        _client = new(_settings, transport, address.Repository);
        _blobs = new(_settings, _cache, _client, transport);
    }

    private string Revision => _address.Revision ?? "main";

    public static Task<ResolvedModel> ResolveAsync(HuggingFaceAddress address, HubOptions options, CancellationToken cancel) =>
        address.File is { } file ? new HuggingFaceSource(address, options).FileAsync(file, cancel) : SnapshotAsync(address, options, ModelFiles.Choose, cancel);

    /// <summary>The chosen files of one commit.</summary>
    public static Task<ResolvedModel> SnapshotAsync(HuggingFaceAddress address, HubOptions options, Func<IReadOnlyList<ListedFile>, string,
        IEnumerable<ListedFile>> choose, CancellationToken cancel) =>
        new HuggingFaceSource(address, options).SnapshotAsync(choose, cancel);

    private async Task<ResolvedModel> FileAsync(string file, CancellationToken cancel)
    {
        string commit = Cached(file) is { } known && (_options.Offline || known == Revision) ? known
            : _options.Offline ? throw Missing(file) : await FetchAsync(file, cancel).ConfigureAwait(false);
        return Describe(commit, [file], _cache.Pointer(commit, file));
    }

    /// <summary>The commit at which the file is cached for this revision.</summary>
    private string? Cached(string file) => _cache.Commit(Revision) is { } commit && _cache.Find(commit, file) is not null ? commit : null;

    private async Task<string> FetchAsync(string file, CancellationToken cancel)
    {
        FileMetadata head;
        try
        {
            head = await HeadAsync(file, cancel).ConfigureAwait(false);
        }
        catch (GraftException e) when (Cached(file) is not null && e is UnreachableException or RefusedException { Kind: RefusalKind.NoAccess })
        {
            return OldCopy(Cached(file)!, file, e);
        }
        Tell(head.Renamed);
        _cache.PutRef(Revision, head.Commit);
        await _blobs.PutAsync(head.Commit, file, head, cancel).ConfigureAwait(false);
        return head.Commit;
    }

    /// <summary>Asked once if there is a copy to fall back on, patiently if there is none.</summary>
    private async Task<FileMetadata> HeadAsync(string file, CancellationToken cancel)
    {
        try
        {
            return await _client.HeadAsync(Revision, file, patiently: Cached(file) is null, cancel).ConfigureAwait(false);
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.NoFile && e.Commit is { } commit)
        {
            _cache.PutRef(Revision, commit);
            _cache.RememberMissing(commit, file);
            throw;
        }
    }

    private async Task<ResolvedModel> SnapshotAsync(Func<IReadOnlyList<ListedFile>, string, IEnumerable<ListedFile>> choose, CancellationToken cancel)
    {
        string commit = await CommitAsync(cancel).ConfigureAwait(false);
        IReadOnlyList<ListedFile>? all = Listing.Read(_cache.Tree(commit));
        if (all is null && !_options.Offline)
        {
            all = await _client.TreeAsync(commit, cancel).ConfigureAwait(false);
            Listing.Write(_cache.Tree(commit), all);
        }
        ListedFile[] chosen = all is null ? [] : Distinct(choose(all, _address.Repository));
        string[] missing = [.. chosen.Where(f => _cache.Find(commit, f.Path) is null).Select(f => f.Path)];
        if (_options.Offline && missing.Length > 0) throw Missing(missing);
        await Parallel.ForEachAsync(chosen.Where(f => missing.Contains(f.Path)),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (file, stop) => await _blobs.PutAsync(commit, file, stop).ConfigureAwait(false)).ConfigureAwait(false);
        return Describe(commit, all is null ? Unlisted(commit) : [.. chosen.Select(f => f.Path)], _cache.Snapshot(commit));
    }

    private async Task<string> CommitAsync(CancellationToken cancel)
    {
        string? cached = _cache.Commit(Revision) is { } known && Directory.Exists(_cache.Snapshot(known)) ? known : null;
        if (RepositoryCache.IsCommit(Revision)) return Revision;
        if (_options.Offline) return cached ?? throw Missing();
        try
        {
            string commit = await _client.CommitAsync(Revision, cancel).ConfigureAwait(false);
            _cache.PutRef(Revision, commit);
            return commit;
        }
        catch (GraftException e) when (cached is not null && e is UnreachableException or RefusedException { Kind: RefusalKind.NoAccess })
        {
            return OldCopy(cached!, null, e);
        }
    }

    /// <summary>Offline and without a listing: what is there is what there is, and it is said.</summary>
    private string[] Unlisted(string commit)
    {
        string[] names = Directory.Exists(_cache.Snapshot(commit)) ? [.. FileLedger.NamesBelow(_cache.Snapshot(commit))] : [];
        if (names.Length == 0) throw Missing();
        _notes.Add($"There is no listing of {_address.Repository} in the cache, so nobody knows whether these {names.Length} files are all of it.");
        return names;
    }

    private ListedFile[] Distinct(IEnumerable<ListedFile> files)
    {
        ListedFile[] chosen = [.. files];
        var twice = chosen.GroupBy(f => f.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? chosen
            : throw new GraftException($"{_address.Repository} holds {string.Join(" and ", twice.Select(f => $"'{f.Path}'"))}, which are one file on some " +
            $"systems. Ask for the one that you mean: hf:{_address.Repository}:{twice.Key}.");
    }

    private string OldCopy(string commit, string? file, GraftException why)
    {
        FileSystemInfo old = file is null ? new DirectoryInfo(_cache.Snapshot(commit)) : new FileInfo(_cache.Pointer(commit, file));
        _notes.Add($"This is the copy of commit {commit} from {old.LastWriteTimeUtc:yyyy-MM-dd HH:mm} UTC, because the hub could not be asked whether there " +
            $"is a newer one. {why.Message}");
        return commit;
    }

    private void Tell(string? renamed)
    {
        if (renamed is not null) _notes.Add($"{_address.Repository} was renamed to {renamed}; use the new name.");
    }

    private ResolvedModel Describe(string commit, IReadOnlyList<string> files, string path)
    {
        var listed = Listing.Read(_cache.Tree(commit))?.ToDictionary(f => f.Path, f => f.Etag) ?? [];
        bool unknown = false;
        ResolvedFile[] checkedFiles = [.. files.Order(StringComparer.Ordinal).Select(file =>
        {
            string pointer = _cache.Find(commit, file) ?? throw Missing(file);
            string? etag = RepositoryCache.Etag(pointer) ?? listed.GetValueOrDefault(file);
            unknown |= etag is null;
            return _blobs.Check(file, pointer, etag);
        })];
        _blobs.Save();
        return new()
        {
            LocalPath = path,
            Address = _address with { Revision = commit },
            Source = Transport.Bare(_settings.Endpoint).TrimEnd('/'),
            Verified = unknown ? "Some of these files are copies without a listing beside them: nothing but their own hash vouches for those."
                : "Each file has the hash that the hub names it by.",
            Licence = ModelCard.Licence(_cache.Pointer(commit, "README.md")),
            Files = checkedFiles,
            Notes = _notes,
        };
    }

    private GraftException Missing(params string[] files)
    {
        string what = files.Length == 0 ? _address.Repository : $"{string.Join(", ", files)} of {_address.Repository}";
        string known = _cache.Commit(Revision) is { } commit && files.Any(f => _cache.KnownMissing(commit, f))
            ? " The hub has said before that there is no such file at this revision." : "";
        string looked = _cache.Commit(Revision) is { } c ? _cache.Snapshot(c) : Path.Combine(_cache.Folder, "refs", Revision);
        return new($"Offline, and {what} at revision '{Revision}' is not in the cache. Looked in: {looked}.{known} Fetch it while online: graft pull " +
            $"{_address}.");
    }
}
