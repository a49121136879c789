namespace Graft.Hub.Caches;

/// <summary>Files of the web by their SHA-256: url/{hash}/{file}, with the address in url/{hash}.txt.</summary>
internal sealed class UrlRoom(HubOptions options) : CacheRoom
{
    private string Root => Path.Combine(options.HomeFolder, "url");

    public override IEnumerable<CachedModel> List() => (Directory.Exists(Root) ? Directory.EnumerateFiles(Root, "*.txt") : [])
        .Select(note => (Folder: note[..^4], Url: File.ReadAllText(note).Trim()))
        .Where(row => FileIn(row.Folder) is not null && Uri.TryCreate(row.Url, UriKind.Absolute, out _))
        .Select(row => Describe(new UrlAddress(new(row.Url), Path.GetFileName(row.Folder)), FileIn(row.Folder)!, [FileIn(row.Folder)!]));

    public override IEnumerable<string> Faults(CachedModel model)
    {
        string found = Hashing.Sha256(model.Path, options.Progress), expected = ((UrlAddress)model.Address).Sha256;
        if (found != expected) yield return $"{model.Path}: the SHA-256 is {found}, expected {expected}";
    }

    public override void Remove(CachedModel model)
    {
        string folder = Path.GetDirectoryName(model.Path)!;
        DeleteFolder(folder);
        File.Delete(folder + ".txt");
    }

    private static string? FileIn(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder).FirstOrDefault(f => Path.GetExtension(f) is not (".lock" or ".partial")) : null;
}

/// <summary>torch's own cache of checkpoints, of which those are listed whose names end in the start of their hash.</summary>
internal sealed class TorchRoom(HubOptions options) : CacheRoom
{
    private string Root => UrlSource.TorchFolder(options);

    public override IEnumerable<CachedModel> List() => (Directory.Exists(Root) ? Directory.EnumerateFiles(Root, "*-????????.pth") : [])
        .Select(path => Describe(new TorchvisionAddress(Path.GetFileName(path)), path, [path]));

    public override IEnumerable<string> Faults(CachedModel model)
    {
        string found = Hashing.Sha256(model.Path, options.Progress), expected = Path.GetFileName(model.Path)[^12..^4];
        if (!found.StartsWith(expected, StringComparison.Ordinal)) yield return $"{model.Path}: the SHA-256 is {found}, it must begin with {expected}";
    }

    public override void Remove(CachedModel model)
    {
        foreach (string path in new[] { model.Path, model.Path + ".lock", model.Path + ".partial" }) File.Delete(path);
    }
}
