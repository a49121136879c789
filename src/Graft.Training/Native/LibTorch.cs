using System.Runtime.InteropServices;
using TorchSharp;

namespace Graft.Training.Native;

/// <summary>
/// What TorchSharp leaves out, called in libtorch itself: its C interface (aoti_torch_*), which is stable, and a few C++ functions under their mangled names,
/// which are tied to a version. Each is looked up first; where one is missing there is another way, or the lever is left alone.
/// </summary>
internal static class LibTorch
{
    private static readonly IntPtr s_library = Open();

    /// <summary>The address of an exported function, or zero.</summary>
    public static IntPtr Find(string name) => s_library != IntPtr.Zero && NativeLibrary.TryGetExport(s_library, name, out IntPtr address) ? address : IntPtr.Zero;

    // TorchSharp has loaded the library by then; asking for it by name gives the same one.
    private static IntPtr Open()
    {
        ProcessTuning.Apply();
        torch.get_num_threads();
        string[] names = OperatingSystem.IsWindows() ? ["torch_cpu.dll"] : OperatingSystem.IsMacOS() ? ["libtorch_cpu.dylib"] : ["libtorch_cpu.so"];
        foreach (string name in names)
            if (NativeLibrary.TryLoad(name, out IntPtr library)) return library;
        return IntPtr.Zero;
    }
}
