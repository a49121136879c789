namespace Graft.Hub.Transfer;

/// <summary>
/// A lock between processes: an open file that nobody else may have open, which on Unix is flock, as Python's filelock uses it. It ends with the process. Where a file system
/// ignores it two processes may fetch the same file, which costs time only: everything is renamed into place after its hash was checked.
/// </summary>
internal static class FileLock
{
    public static async Task<IDisposable> TakeAsync(string path, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException) when (!cancel.IsCancellationRequested && File.Exists(path))
            {
                await Task.Delay(50, cancel).ConfigureAwait(false);
            }
        }
    }
}
