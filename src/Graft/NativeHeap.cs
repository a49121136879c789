using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// How glibc keeps the memory that native libraries free: models and activations are megabytes that come and go, and each return to the system costs a page fault for every 4 KB
/// when they come again. Settings of the process, so programs make them, and training. Elsewhere nothing happens.
/// </summary>
internal static unsafe class NativeHeap
{
    private const long Reserve = 4L << 30;
    private const int HugePages = 14;                                               // mman.h
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4, ArenaMax = -8;    // malloc.h

    private static readonly Lazy<IntPtr> s_libc = new(() => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out IntPtr found) ? found : 0);

    /// <summary>Freed memory is kept and reused, from one arena: a backward pass frees, on its own thread, what the forward pass allocated.</summary>
    public static void KeepFreed()
    {
        if (Find("mallopt") is 0) return; // musl has none
        var mallopt = (delegate* unmanaged<int, int, int>)Find("mallopt");
        _ = mallopt(ArenaMax, 1);
        _ = mallopt(MmapMax, 0);
        _ = mallopt(TrimThreshold, -1);
        _ = mallopt(TopPad, 64 << 20);
    }

    /// <summary>The heap as far as it may grow is taken, marked, and given back to malloc, which keeps it; only what is written to takes memory. One fault then brings 2 MB.</summary>
    public static void UseHugePages()
    {
        if (!Environment.Is64BitProcess || Find("mallopt") is 0) return;
        nuint size = unchecked((nuint)Reserve), page = (nuint)Environment.SystemPageSize;
        void* heap = ((delegate* unmanaged<nuint, void*>)Find("malloc"))(size);
        if (heap is null) return; // such a limit on the process is none of our business
        nuint start = ((nuint)heap + page - 1) / page * page;
        _ = ((delegate* unmanaged<void*, nuint, int, int>)Find("madvise"))((void*)start, size - 2 * page, HugePages);
        ((delegate* unmanaged<void*, void>)Find("free"))(heap);
    }

    /// <summary>A function of glibc; 0 where there is none.</summary>
    public static IntPtr Find(string function) => s_libc.Value != 0 && NativeLibrary.TryGetExport(s_libc.Value, function, out IntPtr address) ? address : 0;
}
