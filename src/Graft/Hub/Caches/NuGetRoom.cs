using Graft.Hub.Feeds;

namespace Graft.Hub.Caches;

/// <summary>NuGet packages: all of our own folder, and of NuGet's those that Graft has read a model from.</summary>
internal sealed class NuGetRoom(HubOptions options) : CacheRoom
{
    private string Own => NuGetFolders.Own(options);

    public override IEnumerable<CachedModel> List() => OwnPackages().Concat(UsedPackages()).Select(folder => Describe(
        new NuGetAddress(NuGetFolder.Id(folder), Path.GetFileName(folder)), folder, FileLedger.NamesBelow(folder).Select(name => Path.Combine(folder, name))));

    public override IEnumerable<string> Faults(CachedModel model)
    {
        HubOptions again = options with { HashAgain = true };
        NuGetAddress address = (NuGetAddress)model.Address;
        string resources = PackagedAssemblies.Folder(address, options);
        return new NuGetFolder(address, model.Path, again).Faults().Concat((Directory.Exists(resources) ? Directory.EnumerateDirectories(resources) : [])
            .SelectMany(folder => FileLedger.Open(folder, again).Changes(FileLedger.NamesBelow(folder), options.Progress)));
    }

    public override void Remove(CachedModel model)
    {
        if (!IsOwn(model.Path))
            throw new GraftException($"{model.Address} lies in NuGet's own folder ({model.Path}), where projects may need it, so it stays. Delete that " +
                "folder by hand if none does.");
        File.Delete(Path.Combine(model.Path, ".nupkg.metadata")); // first: without it nothing counts as installed
        DeleteFolder(model.Path);
        Prune(Path.GetDirectoryName(model.Path), Own);
        DeleteFolder(PackagedAssemblies.Folder((NuGetAddress)model.Address, options));
    }

    private bool IsOwn(string folder) => folder.StartsWith(Path.GetFullPath(Own) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private IEnumerable<string> OwnPackages() => !Directory.Exists(Own) ? []
        : Directory.EnumerateDirectories(Own).Where(id => !Path.GetFileName(id).StartsWith('.')).SelectMany(Directory.EnumerateDirectories)
            .Where(NuGetFolders.IsPackage);

    private IEnumerable<string> UsedPackages() => FileLedger.Roots(options).Where(root => !IsOwn(root) && NuGetFolders.IsPackage(root));
}
