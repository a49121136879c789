namespace Graft.Bundles;

/// <summary>Writes a bundle beside its place and moves it there: it is whole or not there at all.</summary>
public static class BundleFolder
{
    /// <summary>Checks that a bundle can be written, before hours of work.</summary>
    /// <exception cref="GraftException">The place is taken by something that is no bundle, or can't be written.</exception>
    public static void RequireWritable(string path)
    {
        if (File.Exists(path)) throw new GraftException($"'{path}' is a file. Choose another place for the bundle with -o.");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !File.Exists(Path.Combine(path, BundleFiles.Manifest)))
            throw new GraftException($"'{path}' is a folder with other things in it. Choose another place for the bundle with -o.");
        Guard(path, () =>
        {
            string beside = Beside(path);
            Directory.CreateDirectory(beside);
            Directory.Delete(beside);
        });
    }

    /// <summary>Fills a new bundle, adds its manifest, and puts it in place of an older bundle or nothing.</summary>
    public static void Write(string path, Action<string> fill) => Guard(path, () =>
    {
        string beside = Beside(path);
        Directory.CreateDirectory(beside);
        try
        {
            fill(beside);
            BundleManifest.Write(beside);
            if (Directory.Exists(path)) Replace(path, beside);
            else Directory.Move(beside, path);
        }
        finally
        {
            if (Directory.Exists(beside)) Directory.Delete(beside, recursive: true);
        }
    });

    private static void Replace(string path, string beside)
    {
        string old = Beside(path);
        Directory.Move(path, old);
        try
        {
            Directory.Move(beside, path);
        }
        catch
        {
            Directory.Move(old, path);
            throw;
        }
        Directory.Delete(old, recursive: true);
    }

    private static string Beside(string path) => AtomicFile.Beside(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static void Guard(string path, Action action)
    {
        try
        {
            string? parent = Path.GetDirectoryName(Path.GetFullPath(path));
            if (parent is not null) Directory.CreateDirectory(parent);
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GraftException($"The bundle '{path}' can't be written: {e.Message}", e);
        }
    }
}
