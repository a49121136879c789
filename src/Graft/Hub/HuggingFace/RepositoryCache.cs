using System.Text.RegularExpressions;

namespace Graft.Hub.HuggingFace;

/// <summary>
/// One repository in the cache that Graft shares with Python: blobs by etag, snapshots of links to them, refs, .no_exist (hub-docs, local-cache.md).
/// Names of the hub become paths only here, and only after a check.
/// </summary>
internal sealed partial class RepositoryCache(HuggingFaceSettings settings, string repository)
{
    private const string Tag = """
        Signature: 8a477f597d28d172789f06886806bc55
        # This file is a cache directory tag created by huggingface_hub.
        # For information about cache directory tags, see:
        #	https://bford.info/cachedir/

        """;

    /// <summary>models--org--name, datasets--org--name, spaces--org--name.</summary>
    public string FolderName { get; } = Typed(repository).Replace("/", "--", StringComparison.Ordinal);

    public string Folder => Path.Combine(settings.Cache, FolderName);

    /// <summary>The repository with its kind before it: models/org/name, datasets/org/name.</summary>
    public static string Typed(string repository) =>
        repository.StartsWith("datasets/", StringComparison.Ordinal) || repository.StartsWith("spaces/", StringComparison.Ordinal) ? repository
            : "models/" + repository;

    public static bool IsCommit(string? text) => text is not null && CommitPattern().IsMatch(text);

    public static bool IsEtag(string? text) => text is not null && EtagPattern().IsMatch(text);

    public string Blob(string etag) => Path.Combine(Folder, "blobs", IsEtag(etag) ? etag : throw new ArgumentException("not an etag", nameof(etag)));

    public string Partial(string etag) => Blob(etag) + ".graft-partial";

    public string Lock(string etag) => Path.Combine(settings.Cache, ".locks", FolderName, Path.GetFileName(Blob(etag)) + ".lock");

    public string Snapshot(string commit) =>
        Path.Combine(Folder, "snapshots", IsCommit(commit) ? commit : throw new ArgumentException("not a commit", nameof(commit)));

    public string Pointer(string commit, string file) => SafePath.Below(Snapshot(commit), file, $"file name of {repository}");

    public string Tree(string commit) => Path.Combine(Folder, "trees", Path.GetFileName(Snapshot(commit)) + ".json");

    private string Ref(string revision) => SafePath.Below(Path.Combine(Folder, "refs"), revision, $"revision of {repository}");

    public string NoExistFolder(string commit) => Path.Combine(Folder, ".no_exist", Path.GetFileName(Snapshot(commit)));

    private string NoExist(string commit, string file) => SafePath.Below(NoExistFolder(commit), file, $"file name of {repository}");

    /// <summary>The branches and tags that meant this commit when they were last asked for.</summary>
    public IEnumerable<string> Names(string commit)
    {
        string refs = Path.Combine(Folder, "refs");
        return !Directory.Exists(refs) ? []
            : FileLedger.NamesBelow(refs).Where(name => File.ReadAllText(Path.Combine(refs, name)).Trim() == commit).Order(StringComparer.Ordinal);
    }

    public void DropName(string revision) => File.Delete(Ref(revision));

    /// <summary>The commit that a revision meant when it was last asked for; a shortened commit is found among the snapshots.</summary>
    public string? Commit(string revision)
    {
        if (IsCommit(revision)) return revision;
        if (File.Exists(Ref(revision)) && File.ReadAllText(Ref(revision)).Trim() is var commit && IsCommit(commit)) return commit;
        string snapshots = Path.Combine(Folder, "snapshots");
        if (!ShortPattern().IsMatch(revision) || !Directory.Exists(snapshots)) return null;
        string[] match = [.. Directory.EnumerateDirectories(snapshots, revision + "*").Select(p => Path.GetFileName(p)).Where(IsCommit)];
        return match.Length == 1 ? match[0] : null;
    }

    /// <summary>The cached file, if it is there and lies in the cache, links followed.</summary>
    /// <exception cref="GraftException">A link leads out of the cache.</exception>
    public string? Find(string commit, string file)
    {
        string pointer = Pointer(commit, file);
        if (!FileLedger.Exists(pointer)) return null;
        for (string? folder = Path.GetDirectoryName(pointer); folder is not null
            && folder.Length > settings.Cache.Length; folder = Path.GetDirectoryName(folder))
            if (new DirectoryInfo(folder).LinkTarget is not null) throw Outside(folder);
        FileSystemInfo? target = File.ResolveLinkTarget(pointer, returnFinalTarget: true);
        if (target is not null && !target.FullName.StartsWith(settings.Cache + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw Outside(pointer);
        return pointer;
    }

    /// <summary>The etag of a cached file, from the name of the blob that it links to; null for copies.</summary>
    public static string? Etag(string pointer)
    {
        for (FileSystemInfo? link = new FileInfo(pointer); link?.LinkTarget is not null; link = File.ResolveLinkTarget(link.FullName, returnFinalTarget: false))
        {
            string name = Path.GetFileName(link.LinkTarget);
            if (IsEtag(name) && Path.GetFileName(Path.GetDirectoryName(link.LinkTarget)) == "blobs") return name;
        }
        return null;
    }

    public bool KnownMissing(string commit, string file) => File.Exists(NoExist(commit, file));

    public void RememberMissing(string commit, string file)
    {
        AtomicFile.Write(NoExist(commit, file), []);
        PutTag();
    }

    public void PutRef(string revision, string commit)
    {
        if (revision != commit && (!File.Exists(Ref(revision)) || File.ReadAllText(Ref(revision)) != commit))
            AtomicFile.Write(Ref(revision), System.Text.Encoding.ASCII.GetBytes(commit));
        PutTag();
    }

    /// <summary>
    /// Puts a whole blob, already in place, under its name in a snapshot: by relative link, or as the file itself where links are off or impossible.
    /// </summary>
    /// <param name="commit">The snapshot.</param>
    /// <param name="file">The name in it.</param>
    /// <param name="etag">The blob.</param>
    /// <param name="fresh">It was fetched for this; where links are off it is moved then, as Python does.</param>
    public void Point(string commit, string file, string etag, bool fresh)
    {
        string pointer = Pointer(commit, file);
        if (FileLedger.Exists(pointer)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(pointer)!);
        if (new FileInfo(pointer).LinkTarget is not null) File.Delete(pointer); // it led nowhere
        if (settings.Symlinks && TryLink(pointer, Path.GetRelativePath(Path.GetDirectoryName(pointer)!, Blob(etag)))) return;
        if (fresh)
        {
            File.Move(Blob(etag), pointer, overwrite: true);
            return;
        }
        string beside = AtomicFile.Beside(pointer);
        File.Copy(Blob(etag), beside);
        File.Move(beside, pointer, overwrite: true);
    }

    /// <summary>Where a link was made, or one was there already.</summary>
    private static bool TryLink(string pointer, string target)
    {
        try
        {
            File.CreateSymbolicLink(pointer, target);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return File.Exists(pointer); // another process was first, or this system allows no links
        }
    }

    private void PutTag()
    {
        string tag = Path.Combine(settings.Cache, "CACHEDIR.TAG");
        if (!File.Exists(tag)) AtomicFile.Write(tag, System.Text.Encoding.ASCII.GetBytes(Tag));
    }

    private GraftException Outside(string link) =>
        new($"{link} is a link that leads out of the cache {settings.Cache}, which is refused. Delete {Folder} and fetch {repository} again.");

    [GeneratedRegex("^[0-9a-f]{40}$")] private static partial Regex CommitPattern();
    [GeneratedRegex("^([0-9a-f]{40}|[0-9a-f]{64})$")] private static partial Regex EtagPattern();
    [GeneratedRegex("^[0-9a-f]{7,39}$")] private static partial Regex ShortPattern();
}
