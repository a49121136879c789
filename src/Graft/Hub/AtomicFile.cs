namespace Graft.Hub;

/// <summary>Files that are there whole or not at all: written beside and renamed.</summary>
internal static class AtomicFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = Beside(path);
        try
        {
            File.WriteAllBytes(beside, content);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>A name in the same folder that nobody else uses.</summary>
    public static string Beside(string path) => $"{path}.{Path.GetRandomFileName()}.tmp";

    /// <summary>Fills a folder beside and moves it into place; where another process was first, its folder stays.</summary>
    public static void Folder(string path, Action<string> fill)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = Beside(path);
        try
        {
            Directory.CreateDirectory(beside);
            fill(beside);
            Move(beside, path);
        }
        finally
        {
            if (Directory.Exists(beside)) Directory.Delete(beside, recursive: true);
        }
    }

    private static void Move(string beside, string path)
    {
        try
        {
            Directory.Move(beside, path);
        }
        catch (IOException) when (Directory.Exists(path)) { }
    }
}
