using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Packaging.Signing;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace Graft.Hub.Feeds;

/// <summary>
/// Fetches a package with NuGet's own client: sources, credentials and source mapping of the user's NuGet.Config. It is installed below our own cache in NuGet's own layout,
/// by NuGet's own extractor, which locks, checks the signature and moves into place; what it has no limit for is checked before.
/// </summary>
internal static class NuGetDownload
{
    /// <summary>The folder of the installed package.</summary>
    public static async Task<string> InstallAsync(NuGetAddress address, HubOptions options, CancellationToken cancel)
    {
        ISettings settings = LoadSettings(options);
        IReadOnlyList<PackageSource> sources = Sources(address.Package, settings);
        using SourceCacheContext cache = new() { NoCache = true, DirectDownload = true };
        List<string> faults = [];
        foreach (PackageSource source in address.Version is null ? [] : sources)
        {
            if (await TryFetchAsync(address, source, settings, cache, faults, options, cancel).ConfigureAwait(false) is { } folder) return folder;
        }
        throw await NotFoundAsync(address, sources, cache, faults, cancel).ConfigureAwait(false);
    }

    private static ISettings LoadSettings(HubOptions options)
    {
        try
        {
            return Settings.LoadDefaultSettings(options.ConfigFolder);
        }
        catch (NuGetConfigurationException e)
        {
            throw new GraftException($"NuGet's configuration can't be read: {e.Message}", e);
        }
    }

    /// <summary>The sources that may be asked for this package.</summary>
    private static List<PackageSource> Sources(string package, ISettings settings)
    {
        List<PackageSource> enabled = [.. new PackageSourceProvider(settings).LoadPackageSources().Where(s => s.IsEnabled)];
        PackageSourceMapping mapping = PackageSourceMapping.GetPackageSourceMapping(settings);
        if (mapping.IsEnabled)
        {
            IReadOnlyList<string> allowed = mapping.GetConfiguredPackageSources(package);
            enabled.RemoveAll(s => !allowed.Contains(s.Name, StringComparer.OrdinalIgnoreCase));
            if (enabled.Count == 0)
            {
                throw new GraftException($"NuGet.Config's packageSourceMapping allows no enabled source for {package}. Add a pattern for it " +
                    $"({string.Join(", ", settings.GetConfigFilePaths())}).");
            }
        }
        if (enabled.Count == 0)
        {
            throw new GraftException($"NuGet.Config has no enabled package source ({string.Join(", ", settings.GetConfigFilePaths())}). Add one: dotnet " +
                "nuget add source URL.");
        }
        return enabled;
    }

    private static async Task<string?> TryFetchAsync(NuGetAddress address, PackageSource source, ISettings settings, SourceCacheContext cache,
        List<string> faults, HubOptions options, CancellationToken cancel)
    {
        if (source.IsHttp && !source.IsHttps && !source.AllowInsecureConnections)
        {
            faults.Add($"{source.Name} is an unencrypted http source, which NuGet refuses unless it says allowInsecureConnections=\"true\"");
            return null;
        }
        try
        {
            return await FetchAsync(address, source, settings, cache, options, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FatalProtocolException or IOException or HttpRequestException or PackagingException)
        {
            faults.Add($"{source.Name} ({source.Source}): {e.Message} {e.InnerException?.Message}".TrimEnd());
            return null;
        }
    }

    private static async Task<string?> FetchAsync(NuGetAddress address, PackageSource source, ISettings settings, SourceCacheContext cache, HubOptions options,
        CancellationToken cancel)
    {
        PackageIdentity identity = new(address.Package, NuGetVersion.Parse(address.Version!));
        FindPackageByIdResource feed = await FeedAsync(source, cancel).ConfigureAwait(false);
        string scratch = AtomicFile.Beside(Path.Combine(NuGetFolders.Own(options), ".incoming", $"{identity}.nupkg".ToLowerInvariant()));
        Directory.CreateDirectory(Path.GetDirectoryName(scratch)!);
        try
        {
            if (!await DownloadAsync(feed, identity, scratch, cache, options, cancel).ConfigureAwait(false)) return null;
            SafeZip.Inspect(scratch, address.ToString());
            return await ExtractAsync(identity, source, settings, scratch, options, cancel).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    private static async Task<FindPackageByIdResource> FeedAsync(PackageSource source, CancellationToken cancel) =>
        await Repository.Factory.GetCoreV3(source).GetResourceAsync<FindPackageByIdResource>(cancel).ConfigureAwait(false)
        ?? throw new FatalProtocolException("it does not answer as a NuGet feed");

    private static async Task<bool> DownloadAsync(FindPackageByIdResource feed, PackageIdentity identity, string path, SourceCacheContext cache,
        HubOptions options, CancellationToken cancel)
    {
        using FileStream file = File.Create(path);
        using ReportingStream reporting = new(file, $"fetching {identity}", ArchiveLimits.Default.TotalBytes, options.Progress);
        return await feed.CopyNupkgToStreamAsync(identity.Id, identity.Version, reporting, cache, NullLogger.Instance, cancel).ConfigureAwait(false);
    }

    private static async Task<string> ExtractAsync(PackageIdentity identity, PackageSource source, ISettings settings, string nupkg, HubOptions options,
        CancellationToken cancel)
    {
        VersionFolderPathResolver layout = new(NuGetFolders.Own(options));
        PackageExtractionContext context = new(PackageSaveMode.Defaultv3, XmlDocFileSaveMode.None,
            ClientPolicyContext.GetClientPolicy(settings, NullLogger.Instance), NullLogger.Instance);
        await PackageExtractor.InstallFromSourceAsync(source.Source, identity, async stream =>
        {
            using FileStream file = File.OpenRead(nupkg);
            await file.CopyToAsync(stream, cancel).ConfigureAwait(false);
        }, layout, context, cancel).ConfigureAwait(false);
        return layout.GetInstallPath(identity.Id, identity.Version);
    }

    private static async Task<GraftException> NotFoundAsync(NuGetAddress address, IReadOnlyList<PackageSource> sources, SourceCacheContext cache,
        List<string> faults, CancellationToken cancel)
    {
        string trouble = faults.Count == 0 ? "" : $" Trouble: {string.Join("; ", faults)}.";
        string asked = string.Join(", ", sources.Select(s => $"{s.Name} ({s.Source})"));
        SortedSet<NuGetVersion> versions = faults.Count > 0 ? [] : await VersionsAsync(address.Package, sources, cache, cancel).ConfigureAwait(false);
        if (versions.Count == 0)
        {
            return new($"The package {address.Package} {address.Version}".TrimEnd() + $" was not found. Asked: {asked}.{trouble} Check the spelling, the " +
                "sources in NuGet.Config, and their credentials.");
        }
        string newest = string.Join(", ", versions.Reverse().Take(10).Select(v => v.ToNormalizedString()));
        string wrong = address.Version is null ? "names no version, and a model must not change by itself" : $"names a version that no source has";
        return new($"{address} {wrong}. Newest first: {newest}. Write nuget:{address.Package}@{versions.Max!.ToNormalizedString()}. Asked: {asked}.");
    }

    private static async Task<SortedSet<NuGetVersion>> VersionsAsync(string package, IReadOnlyList<PackageSource> sources, SourceCacheContext cache,
        CancellationToken cancel)
    {
        SortedSet<NuGetVersion> all = [];
        foreach (PackageSource source in sources.Where(s => !s.IsHttp || s.IsHttps || s.AllowInsecureConnections))
        {
            try
            {
                FindPackageByIdResource feed = await FeedAsync(source, cancel).ConfigureAwait(false);
                all.UnionWith(await feed.GetAllVersionsAsync(package, cache, NullLogger.Instance, cancel).ConfigureAwait(false));
            }
            catch (FatalProtocolException) { } // the caller's message names every source that was asked
        }
        return all;
    }
}
