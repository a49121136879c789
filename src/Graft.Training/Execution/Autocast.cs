using Graft.Training.Native;

namespace Graft.Training.Execution;

/// <summary>
/// libtorch's autocast on the CPU: while it is on, convolutions and matrix products take bfloat16 copies of their inputs, and what is sensitive stays in float32.
/// TorchSharp doesn't offer it. Holds for the thread that began it.
/// </summary>
internal readonly unsafe ref struct Autocast
{
    private const byte Cpu = 0, BFloat16 = 15;

    private static readonly delegate* unmanaged<byte, byte, void> s_enable = (delegate* unmanaged<byte, byte, void>)LibTorch.Find("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb");
    private static readonly delegate* unmanaged<byte, sbyte, void> s_type = (delegate* unmanaged<byte, sbyte, void>)LibTorch.Find("_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE");
    private static readonly delegate* unmanaged<int> s_begin = (delegate* unmanaged<int>)LibTorch.Find("_ZN2at8autocast17increment_nestingEv");
    private static readonly delegate* unmanaged<int> s_end = (delegate* unmanaged<int>)LibTorch.Find("_ZN2at8autocast17decrement_nestingEv");
    private static readonly delegate* unmanaged<void> s_clear = (delegate* unmanaged<void>)LibTorch.Find("_ZN2at8autocast11clear_cacheEv");

    private readonly bool _on;

    private Autocast(bool on)
    {
        _on = on;
        if (!on) return;
        s_isOn = true;
        s_enable(Cpu, 1);
        s_type(Cpu, (sbyte)BFloat16);
        s_begin();
    }

    [ThreadStatic] private static bool s_isOn;

    /// <summary>Whether it is on, on this thread.</summary>
    public static bool IsOn => s_isOn;

    /// <summary>Whether this libtorch has what is needed.</summary>
    public static bool IsAvailable => s_enable != null && s_type != null && s_begin != null && s_end != null && s_clear != null;

    /// <summary>Begins autocast, or does nothing for float32.</summary>
    /// <exception cref="GraftException">This libtorch doesn't offer bfloat16.</exception>
    public static Autocast To(Precision precision) => precision == Precision.Float32 || IsAvailable ? new(precision == Precision.BFloat16)
        : throw new GraftException("This build of libtorch offers no bfloat16 autocast: train with the precision float32.");

    /// <summary>Turns it off until the result is disposed.</summary>
    public static Pause Off()
    {
        s_enable(Cpu, 0);
        return new(1);
    }

    /// <summary>While it is there, autocast is off.</summary>
    public readonly ref struct Pause(byte before)
    {
        public void Dispose() => s_enable(Cpu, before);
    }

    public void Dispose()
    {
        if (!_on) return;
        if (s_end() == 0) s_clear();
        s_enable(Cpu, 0);
        s_isOn = false;
    }
}
