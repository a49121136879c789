namespace Graft.Training.Native;

/// <summary>NNPACK, a library that libtorch tries for convolutions and warns of, once a thread, on processors it does not know. oneDNN computes them as fast, so it is turned off.</summary>
internal static unsafe class Nnpack
{
    private static readonly Lazy<bool> s_off = new(TurnOff);

    /// <summary>Turns it off, once; tells whether it could be.</summary>
    public static bool Apply() => s_off.Value;

    private static bool TurnOff()
    {
        IntPtr context = LibTorch.Find("_ZN2at13globalContextEv"), set = LibTorch.Find("_ZN2at7Context20setUserEnabledNNPACKEb");
        if (context == IntPtr.Zero || set == IntPtr.Zero) return false;
        ((delegate* unmanaged<void*, byte, void>)set)(((delegate* unmanaged<void*>)context)(), 0);
        return true;
    }
}
