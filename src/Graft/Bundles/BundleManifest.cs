using System.Text.Json;
using Graft.Hub;

namespace Graft.Bundles;

/// <summary>The SHA-256 of each file of a bundle, so that a changed byte is noticed.</summary>
internal static class BundleManifest
{
    private const int Version = 1;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(string folder)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            files[Path.GetRelativePath(folder, path).Replace('\\', '/')] = Hashing.Sha256(path, progress: null);
        File.WriteAllText(Path.Combine(folder, BundleFiles.Manifest), JsonSerializer.Serialize(new { version = Version, sha256 = files }, Indented));
    }

    /// <summary>Compares every file with the manifest.</summary>
    /// <exception cref="GraftException">A file is missing, changed, or the manifest itself is unreadable or of a newer version.</exception>
    public static void Verify(string folder)
    {
        string path = Path.Combine(folder, BundleFiles.Manifest);
        if (!File.Exists(path)) throw new GraftException($"'{folder}' is no bundle: expected {BundleFiles.Manifest} in it, found none. graft train makes bundles.");
        string[] faults = [.. Faults(folder, Read(path))];
        if (faults.Length > 0) throw new GraftException($"The bundle '{folder}' is damaged: {string.Join("; ", faults)}. Copy it again from where it was made, or train it anew.");
    }

    private static IEnumerable<string> Faults(string folder, Dictionary<string, string> expected)
    {
        foreach ((string name, string hash) in expected)
        {
            string file = Path.GetFullPath(Path.Combine(folder, name));
            if (!file.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) yield return $"'{name}' lies outside of the bundle";
            else if (!File.Exists(file)) yield return $"{name} is missing";
            else if (Hashing.Sha256(file, progress: null) is string found && found != hash) yield return $"{name} has changed (SHA-256 expected {hash}, found {found})";
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            JsonElement root = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
            if (root.GetProperty("version").GetInt32() > Version) throw new GraftException($"'{path}' was made by a newer Graft (version {root.GetProperty("version")}): update Graft.");
            return root.GetProperty("sha256").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new GraftException($"'{path}' is damaged: {e.Message}", e);
        }
    }
}
