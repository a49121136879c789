using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// How a program gives models and activations memory that is cheap to come by. glibc returns what is freed to the system, takes it anew 4 KB at a time, and gives each thread an
/// arena of its own: for tensors of megabytes that come and go this costs more than the computation. What can be said to it before a process starts, and only then, changes that.
/// </summary>
public static unsafe partial class TunedProcess
{
    private const string Tunables = "GLIBC_TUNABLES";

    // One heap for all threads, in pages of 2 MB where the system has them, whose freed memory stays for the next tensor.
    private const string Settings = "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=1099511627776:glibc.malloc.top_pad=67108864";

    /// <summary>Whether this process was started so.</summary>
    internal static bool IsTuned { get; } = Environment.GetEnvironmentVariable(Tunables) == Settings;

    /// <summary>
    /// Call it first in a program's Main. On Linux with glibc it starts the program once more in the same process, with the same arguments and with the environment variables
    /// GLIBC_TUNABLES (malloc(3), glibc manual, "Memory Allocation Tunables") and OMP_WAIT_POLICY=PASSIVE (waiting threads leave the cores to others), which takes about 50 ms.
    /// Where the user has set GLIBC_TUNABLES, or on other systems, nothing happens.
    /// </summary>
    public static void Ensure()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Tunables) is not null || Environment.ProcessPath is not string program) return;
        try
        {
            _ = gnu_get_libc_version();
            NativeEnvironment.Set(Tunables, Settings);
            NativeEnvironment.Set("OMP_WAIT_POLICY", "PASSIVE");
            Restart(program, File.ReadAllBytes("/proc/self/cmdline"));
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException or IOException or UnauthorizedAccessException)
        {
            // musl, or no /proc: the program goes on as it is
        }
    }

    /// <summary>Does not return, unless the system refuses.</summary>
    /// <param name="program">Its file, which names the process in lists of them.</param>
    /// <param name="arguments">The program and its arguments, each ended by a zero byte.</param>
    private static void Restart(string program, byte[] arguments)
    {
        fixed (byte* first = arguments)
        {
            List<nint> each = [];
            for (int i = 0; i < arguments.Length; i += arguments.AsSpan(i).IndexOf((byte)0) + 1) each.Add((nint)(first + i));
            nint[] terminated = [.. each, 0];
            fixed (nint* list = terminated) _ = execv(program, list);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execv(string path, nint* arguments);

    [LibraryImport("libc")]
    private static partial nint gnu_get_libc_version();
}
