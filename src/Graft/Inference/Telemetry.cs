namespace Graft.Inference;

/// <summary>
/// ONNX Runtime since 1.31 keeps a record of its use and sends it to its makers, unless this variable is there when it is loaded (strings of the library; a database appears below
/// the user's cache folder). Graft opens no connection that nobody asked for.
/// </summary>
internal static class Telemetry
{
    public static void TurnOff() => NativeEnvironment.Set("ORT_DISABLE_TELEMETRY", "1");
}
