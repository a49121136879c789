using System.Runtime.InteropServices;

namespace Graft.Inference;

/// <summary>
/// ONNX Runtime since 1.31 keeps a record of its use and sends it to its makers, unless this variable is there when it is loaded (strings of the library; a database appears below
/// the user's cache folder). Graft opens no connection that nobody asked for.
/// </summary>
internal static partial class Telemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    public static void TurnOff()
    {
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows()) _ = setenv(Variable, "1", 1); // elsewhere .NET's environment is a copy that native code doesn't see
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
