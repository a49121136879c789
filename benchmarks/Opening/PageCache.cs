using System.Runtime.InteropServices;

namespace Graft.Benchmarks;

/// <summary>The system's cache of files.</summary>
internal static partial class PageCache
{
    private const int DontNeed = 4; // POSIX_FADV_DONTNEED

    /// <summary>Takes a file out of it, so that it is read from the disk; on Linux.</summary>
    public static void Drop(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        using FileStream file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
        _ = posix_fadvise(file.SafeFileHandle.DangerousGetHandle().ToInt32(), 0, 0, DontNeed);
    }

    [LibraryImport("libc")]
    private static partial int posix_fadvise(int file, long offset, long length, int advice);
}
