using Graft.Checkpoints;

namespace Graft.Hub;

/// <summary>Files and folders of the user.</summary>
internal static class LocalSource
{
    public static ResolvedModel Resolve(LocalAddress address, HubOptions options)
    {
        string path = Path.GetFullPath(address.Path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(options.UserFolder, address.Path[2..])
            : address.Path);
        // TensorFlow names a checkpoint by what its files have in common.
        if (!File.Exists(path) && File.Exists(path + TensorFlowFormat.Extension)) path += TensorFlowFormat.Extension;
        if (!File.Exists(path) && !Directory.Exists(path) && Archive.Split(path) is var (container, entry)) path = Archive.Extract(container, entry);
        if (!File.Exists(path) && !Directory.Exists(path)) throw new GraftException($"There is no file or folder {path}.{Suggestion(path)}");
        bool isFile = File.Exists(path);
        string root = isFile ? Path.GetDirectoryName(path)! : path;
        string[] names = isFile ? [Path.GetFileName(path)] : [.. FileLedger.NamesBelow(root)];
        return new()
        {
            LocalPath = path,
            Address = new LocalAddress(path),
            Source = root,
            Verified = "A file of this machine: nothing but its own hash vouches for it.",
            Files = FileLedger.Open(root, options).Hash(names, options.Progress),
        };
    }

    private static string Suggestion(string path)
    {
        string? folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder)) return $" The folder {folder} does not exist either.";
        string? nearest = Nearest.To(Path.GetFileName(path), Directory.EnumerateFileSystemEntries(folder).Select(p => Path.GetFileName(p)!));
        return nearest is null ? "" : $" Did you mean {Path.Combine(folder, nearest)}?";
    }
}
