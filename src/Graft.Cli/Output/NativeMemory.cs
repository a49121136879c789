using System.Runtime.InteropServices;

namespace Graft.Cli.Output;

/// <summary>
/// Has glibc keep and reuse freed memory instead of returning it to the system at once: models and activations are megabytes that come and go, and each return costs a page
/// fault for every 4 KB when they come again. A setting of the process, so the program makes it, not the library. Elsewhere nothing happens.
/// </summary>
internal static unsafe partial class NativeMemory
{
    private const long HeapReserve = 4L << 30;
    private const int HugePages = 14;                                               // mman.h
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4, ArenaMax = -8;    // malloc.h

    public static void KeepForReuse()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = mallopt(ArenaMax, 1);
            _ = mallopt(MmapMax, 0);
            _ = mallopt(TrimThreshold, -1);
            _ = mallopt(TopPad, 64 << 20);
            AskForHugePages();
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt
        }
    }

    /// <summary>The heap as far as it may grow is taken, marked, and given back to malloc, which keeps it; only what is written to takes memory. One fault then brings 2 MB.</summary>
    private static void AskForHugePages()
    {
        if (!Environment.Is64BitProcess) return;
        nuint size = unchecked((nuint)HeapReserve);
        void* heap = malloc(size);
        if (heap is null) return; // such a limit on the process is none of our business
        nuint page = (nuint)Environment.SystemPageSize, start = ((nuint)heap + page - 1) / page * page;
        _ = madvise((void*)start, size - 2 * page, HugePages);
        free(heap);
    }

    [LibraryImport("libc")]
    private static partial void* malloc(nuint size);

    [LibraryImport("libc")]
    private static partial void free(void* memory);

    [LibraryImport("libc")]
    private static partial int madvise(void* start, nuint length, int advice);

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
