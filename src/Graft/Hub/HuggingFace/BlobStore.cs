using Graft.Hub.Transfer;

namespace Graft.Hub.HuggingFace;

/// <summary>Fetches blobs, one process at a time, checks them against the hash that is their name, and puts them in place.</summary>
internal sealed class BlobStore(HuggingFaceSettings settings, RepositoryCache cache, HubClient client, Transport transport)
{
    private readonly FileLedger _ledger = FileLedger.Open(cache.Folder, transport.Options);

    /// <summary>Puts a file into a snapshot; a large one is asked for by HEAD, which tells where its bytes are.</summary>
    public async Task PutAsync(string commit, ListedFile file, CancellationToken cancel)
    {
        FileMetadata metadata = file.Sha256 is null || File.Exists(cache.Blob(file.Etag))
            ? new(commit, file.Etag, file.Size, client.FileUrl(commit, file.Path), null)
            : await client.HeadAsync(commit, file.Path, patiently: true, cancel).ConfigureAwait(false);
        if (metadata.Etag != file.Etag)
            throw new GraftException($"{file.Path}: the listing names the hash {file.Etag}, the file itself {metadata.Etag}. The hub contradicts itself.");
        await PutAsync(commit, file.Path, metadata, cancel).ConfigureAwait(false);
    }

    public async Task PutAsync(string commit, string file, FileMetadata metadata, CancellationToken cancel)
    {
        if (cache.Find(commit, file) is not null) return;
        bool fresh = !File.Exists(cache.Blob(metadata.Etag));
        if (fresh && !ReuseCopy(metadata.Etag)) await FetchAsync(file, metadata, cancel).ConfigureAwait(false);
        cache.Point(commit, file, metadata.Etag, fresh);
    }

    /// <summary>A file's hashes, compared with its etag where one is known; remembered for as long as size and time stay.</summary>
    public ResolvedFile Check(string name, string path, string? etag)
    {
        bool linked = new FileInfo(path).LinkTarget is not null && etag is not null;
        string inFolder = linked ? $"blobs/{etag}" : Path.GetRelativePath(cache.Folder, path).Replace('\\', '/');
        string? sha256 = _ledger.Unchanged(inFolder);
        if (sha256 is null)
        {
            sha256 = Hashing.Sha256(path, transport.Options.Progress);
            if (etag is not null) Compare(path, etag, sha256);
            _ledger.Remember(inFolder, sha256);
        }
        else if (etag?.Length == 64 && etag != sha256)
        {
            throw Wrong(path, etag, sha256);
        }
        return new(name, path, FileLedger.Length(path), sha256);
    }

    public void Save() => _ledger.Save();

    private async Task FetchAsync(string file, FileMetadata metadata, CancellationToken cancel)
    {
        using IDisposable turn = await FileLock.TakeAsync(cache.Lock(metadata.Etag), cancel).ConfigureAwait(false);
        string blob = cache.Blob(metadata.Etag), partial = cache.Partial(metadata.Etag);
        if (File.Exists(blob)) return; // another process was first
        bool inParts = await DownloadAsync(file, metadata, partial, cancel).ConfigureAwait(false);
        // Parts of two versions may have been joined: one more try, from the start.
        if (inParts && !IsWhole(partial, metadata.Etag)) await DownloadAsync(file, metadata, partial, cancel).ConfigureAwait(false);
        if (!File.Exists(partial) || !IsWhole(partial, metadata.Etag))
        {
            throw new GraftException($"{file}: what was sent has not the hash that the hub names ({metadata.Etag}). It was discarded; " +
                "try again, and if it stays so, tell the hub.");
        }
        File.Move(partial, blob, overwrite: true);
    }

    /// <summary>True if the file came in more than one part.</summary>
    private async Task<bool> DownloadAsync(string file, FileMetadata metadata, string partial, CancellationToken cancel)
    {
        Download download = new(transport, file, partial, metadata.Size)
        {
            Patience = settings.BodyPatience,
            Credentials = settings.Credentials,
            Refused = answer => client.NotFound(answer, file),
        };
        await download.RunAsync(metadata.Location, cancel).ConfigureAwait(false);
        return download.InParts;
    }

    /// <summary>A file with another hash is deleted.</summary>
    private bool IsWhole(string path, string etag)
    {
        bool whole = etag == Hashing.Like(etag, path, transport.Options.Progress);
        if (!whole) File.Delete(path);
        return whole;
    }

    /// <summary>Where links are off, the same large file may lie in another snapshot already.</summary>
    private bool ReuseCopy(string etag)
    {
        if (etag.Length != 64 || settings.Symlinks || _ledger.Holding(etag) is not { } copy) return false;
        string beside = AtomicFile.Beside(cache.Blob(etag));
        Directory.CreateDirectory(Path.GetDirectoryName(beside)!);
        File.Copy(copy, beside);
        File.Move(beside, cache.Blob(etag), overwrite: true);
        return true;
    }

    private static void Compare(string path, string etag, string sha256)
    {
        string found = etag.Length == 64 ? sha256 : Hashing.Git(path);
        if (found != etag) throw Wrong(path, etag, found);
    }

    private static GraftException Wrong(string path, string etag, string found) =>
        new($"{path} is damaged: its hash is {found}, the hub names {etag}. Delete the file that it links to (graft remove) and fetch it again.");
}
