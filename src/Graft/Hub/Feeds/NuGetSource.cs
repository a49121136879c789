namespace Graft.Hub.Feeds;

/// <summary>
/// Models in NuGet packages. A restored package is read as it lies in the global packages folder; otherwise it is taken from the user's own feeds.
/// NuGet's libraries are loaded only when a setting or a feed must be asked: a package that lies at its usual place costs a few file times.
/// </summary>
internal static class NuGetSource
{
    public static async Task<ResolvedModel> ResolveAsync(NuGetAddress address, HubOptions options, CancellationToken cancel)
    {
        string? folder = null;
        if (address.Version is { } version)
        {
            folder = NuGetFolders.Find(address.Package, version, options, out IReadOnlyList<string> looked);
            if (folder is null && options.Offline) throw Missing(address, looked);
        }
        else if (options.Offline)
        {
            throw new GraftException($"{address} names no version. On this machine: {Versions(NuGetFolders.Versions(address.Package, options))}. Write " +
                $"nuget:{address.Package}@VERSION.");
        }
        folder ??= await NuGetDownload.InstallAsync(address, options, cancel).ConfigureAwait(false);
        return new NuGetFolder(address, folder, options).Open();
    }

    internal static string Versions(IEnumerable<string> versions) => string.Join(", ", versions) is { Length: > 0 } some ? some : "none";

    private static GraftException Missing(NuGetAddress address, IReadOnlyList<string> looked) => new(
        $"Offline, and the package {address.Package} {address.Version} is not on this machine. Looked in: {string.Join(", ", looked)}. " +
        $"Fetch it while online (graft pull {address}), or restore a project that references it.");
}
