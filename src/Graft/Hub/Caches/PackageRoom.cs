using Graft.Hub.Feeds;

namespace Graft.Hub.Caches;

/// <summary>Unpacked packages of PyPI or npm: kind/name/version with version.json beside (see <see cref="PackageStore"/>).</summary>
internal sealed class PackageRoom(string kind, HubOptions options) : CacheRoom
{
    private string Root => Path.Combine(options.HomeFolder, kind);

    public override IEnumerable<CachedModel> List() => Packages().SelectMany(folder => Directory.EnumerateFiles(folder, "*.json"))
        .Select(record => record[..^5]).Where(Directory.Exists)
        .Select(folder => Describe(Address(folder), folder, FileLedger.NamesBelow(folder).Select(name => Path.Combine(folder, name))));

    public override IEnumerable<string> Faults(CachedModel model)
    {
        foreach ((string name, string expected) in PackageStore.Read(model.Path + ".json").Files)
        {
            string path = Path.Combine(model.Path, name);
            if (!File.Exists(path)) yield return $"{path} is missing";
            else if (Hashing.Sha256(path, options.Progress) is var found
                && found != expected) yield return $"{path}: the SHA-256 is {found}, when it was unpacked it was {expected}";
        }
    }

    public override void Remove(CachedModel model)
    {
        File.Delete(model.Path + ".json"); // first: without it nothing counts as installed
        DeleteFolder(model.Path);
        foreach (string end in new[] { ".lock", ".partial" }) File.Delete(model.Path + end);
        Prune(Path.GetDirectoryName(model.Path), Root);
    }

    /// <summary>Folders of a package's versions; npm's scopes are one level more.</summary>
    private IEnumerable<string> Packages() => !Directory.Exists(Root) ? []
        : Directory.EnumerateDirectories(Root)
            .SelectMany(folder => Path.GetFileName(folder).StartsWith('@') ? Directory.EnumerateDirectories(folder) : [folder]);

    private ModelAddress Address(string folder)
    {
        string name = Path.GetRelativePath(Root, Path.GetDirectoryName(folder)!).Replace('\\', '/'), version = Path.GetFileName(folder);
        return kind == "npm" ? new NpmAddress(name, version) : new PyPiAddress(name, version);
    }
}
