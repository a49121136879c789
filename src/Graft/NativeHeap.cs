using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// How glibc keeps the memory that native libraries free: models and activations are megabytes that come and go, and each return to the system costs a page fault for every 4 KB
/// when they come again. Training asks for it in any program; <see cref="TunedProcess"/> does more, where a program calls it before all else. Elsewhere nothing happens.
/// </summary>
internal static unsafe class NativeHeap
{
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4, ArenaMax = -8; // malloc.h

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

    /// <summary>A function of glibc; 0 where there is none.</summary>
    private static IntPtr Find(string function) => s_libc.Value != 0 && NativeLibrary.TryGetExport(s_libc.Value, function, out IntPtr address) ? address : 0;
}
