using System.Runtime.InteropServices;

namespace Graft;

/// <summary>The environment that native libraries read. On Unix .NET's own is a copy that they don't see.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for native libraries and for .NET, unless the user has.</summary>
    public static void Set(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is not null) return;
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows()) _ = setenv(name, value, 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
