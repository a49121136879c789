using NuGet.Configuration;
using NuGet.Versioning;

namespace Graft.Hub.Feeds;

/// <summary>Where packages lie on this machine: NuGet's global folder, its fallback folders, and our own cache, all as {id}/{version} in lower case.</summary>
internal static class NuGetFolders
{
    /// <summary>Our own cache, laid out as NuGet's.</summary>
    public static string Own(HubOptions options) => Path.Combine(options.HomeFolder, "nuget");

    /// <summary>The folder of a package that is present, or null and where it was looked for.</summary>
    public static string? Find(string package, string version, HubOptions options, out IReadOnlyList<string> looked)
    {
        List<string> roots = [];
        looked = roots;
        string? found = Search([Usual(options), Own(options)], package, version.ToLowerInvariant(), roots);
        return found ?? Thorough(package, version, options, roots);
    }

    /// <summary>The versions that are present, oldest first.</summary>
    public static IEnumerable<string> Versions(string package, HubOptions options) =>
        new[] { Usual(options), Own(options) }.Concat(Configured(options)).Distinct()
            .Select(root => Path.Combine(root, package.ToLowerInvariant())).Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories).Where(IsPackage).Select(folder => NuGetVersion.Parse(Path.GetFileName(folder)))
            .Distinct().Order().Select(v => v.ToNormalizedString());

    /// <summary>A version as folders are named after it.</summary>
    public static string Normal(string version) => NuGetVersion.Parse(version).ToNormalizedString().ToLowerInvariant();

    private static string Usual(HubOptions options) => options.Set("NUGET_PACKAGES") ?? Path.Combine(options.UserFolder, ".nuget", "packages");

    /// <summary>With NuGet's libraries: another spelling of the version, another folder in the settings.</summary>
    private static string? Thorough(string package, string version, HubOptions options, List<string> looked)
    {
        string[] roots = [.. new[] { Usual(options), Own(options) }.Concat(Configured(options)).Distinct()];
        looked.Clear();
        return Search(roots, package, Normal(version), looked);
    }

    private static IEnumerable<string> Configured(HubOptions options)
    {
        ISettings settings = Settings.LoadDefaultSettings(options.ConfigFolder);
        return options.Set("NUGET_PACKAGES") is null
            ? [SettingsUtility.GetGlobalPackagesFolder(settings), .. SettingsUtility.GetFallbackPackageFolders(settings)]
            : SettingsUtility.GetFallbackPackageFolders(settings);
    }

    private static string? Search(IEnumerable<string> roots, string package, string version, List<string> looked)
    {
        foreach (string root in roots)
        {
            string folder = Path.Combine(root, package.ToLowerInvariant(), version);
            if (IsPackage(folder)) return folder;
            looked.Add(folder);
        }
        return null;
    }

    /// <summary>NuGet writes this file last.</summary>
    public static bool IsPackage(string folder) => File.Exists(Path.Combine(folder, ".nupkg.metadata"));
}
