namespace Graft;

/// <summary>Files and folders that are there whole or not at all: made beside their place and moved there.</summary>
internal static class AtomicFile
{
    /// <summary>A name in the same folder that nobody else uses.</summary>
    public static string Beside(string path) => $"{path}.{Path.GetRandomFileName()}.tmp";

    /// <summary>Runs <paramref name="write"/> on a new file, has it stored safely, and puts it in place of <paramref name="path"/>.</summary>
    /// <exception cref="GraftException">The folder is missing or can't be written, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = Beside(path);
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new GraftException($"'{path}' can't be written: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary); // gone where all went well
        }
    }

    /// <summary>Writes these bytes, and makes the folder where it is missing.</summary>
    /// <exception cref="GraftException">The folder can't be written, or the disk is full.</exception>
    public static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Write(path, stream => stream.Write(content));
    }

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
