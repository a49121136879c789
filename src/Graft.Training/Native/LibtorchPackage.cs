using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Graft.Hub;

namespace Graft.Training.Native;

/// <summary>
/// libtorch out of its NuGet package, for a program that does not bring it: the tool stays small, and its 600 MB lie in NuGet's folder once, for every program of the machine.
/// The package is found, fetched and checked as models are.
/// </summary>
internal static class LibtorchPackage
{
    private static readonly string s_version = typeof(LibtorchPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "LibtorchVersion").Value!;

    /// <summary>Has the package searched for when TorchSharp asks for a library that is not beside the program.</summary>
    /// <param name="hub">Asked then.</param>
    public static void UseWhereMissing(Func<HubOptions> hub)
    {
        Lazy<string> folder = new(() => Folder(hub()));
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (assembly, name) => assembly.GetName().Name == "TorchSharp" ? Load(name, folder.Value) : IntPtr.Zero;
    }

    /// <summary>The package's address on this platform.</summary>
    public static string Address => OperatingSystem.IsWindows() ? Of("win-x64") : OperatingSystem.IsMacOS() ? Of("osx-arm64") : Of("linux-x64");

    private static string Of(string platform) => $"nuget:libtorch-cpu-{platform}@{s_version}:runtimes/{platform}/native";

    private static string Folder(HubOptions hub)
    {
        ResolvedModel package = ModelHub.Resolve(Address, hub);
        return Directory.Exists(package.LocalPath) ? package.LocalPath : Path.GetDirectoryName(package.LocalPath)!;
    }

    // What libtorch's own libraries need lies beside them; TorchSharp's lies beside the program, and finds libtorch's by name among those that are loaded.
    private static IntPtr Load(string name, string folder)
    {
        _ = NativeLibrary.TryLoad(Path.Combine(folder, FileOf("torch")), out _);
        return NativeLibrary.TryLoad(Path.Combine(name == "LibTorchSharp" ? AppContext.BaseDirectory : folder, FileOf(name)), out IntPtr library) ? library : IntPtr.Zero;
    }

    private static string FileOf(string name) => OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
}
