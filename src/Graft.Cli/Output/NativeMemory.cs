using System.Runtime.InteropServices;

namespace Graft.Cli.Output;

/// <summary>
/// Has glibc keep and reuse freed memory instead of returning it to the system at once: models and activations are megabytes that come and go, and each return costs a page
/// fault for every 4 KB when they come again. A setting of the process, so the program makes it, not the library. Elsewhere nothing happens.
/// </summary>
internal static partial class NativeMemory
{
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
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt
        }
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
