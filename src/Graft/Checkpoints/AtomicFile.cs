namespace Graft.Checkpoints;

/// <summary>Writes a file beside its place and moves it there, so that nobody ever sees half of it.</summary>
internal static class AtomicFile
{
    /// <summary>Runs <paramref name="write"/> on a new file, has it stored safely, and puts it in place of <paramref name="path"/>.</summary>
    /// <exception cref="GraftException">The folder is missing or can't be written, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
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
}
