using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Native;

/// <summary>
/// Which library multiplies float32 matrices. libtorch's MKL runs at half its speed on processors of other makers; oneDNN does not (205 against 431 GFLOP/s
/// measured on an AMD EPYC with AVX-512), but takes these products only where bfloat16 is allowed inside. Processors without matrix units compute in float32 all
/// the same; others would not. So the route is tried, and kept only where its products agree with the usual ones.
/// </summary>
internal static unsafe class MatrixProductRoute
{
    // at::Float32Backend::MKLDNN, at::Float32Op::MATMUL, at::Float32Precision::NONE and BF16 of libtorch 2.10.
    private const int OneDnn = 2, MatMul = 3, Unset = 0, BFloat16 = 3;
    private const double Tolerance = 2e-6;

    private static readonly Lazy<bool> s_taken = new(Take);

    /// <summary>Takes the route where it is right, once; tells whether it was taken.</summary>
    public static bool Apply() => s_taken.Value;

    private static bool Take()
    {
        IntPtr context = LibTorch.Find("_ZN2at13globalContextEv"), set = LibTorch.Find("_ZN2at7Context19setFloat32PrecisionENS_14Float32BackendENS_9Float32OpENS_16Float32PrecisionE");
        if (context == IntPtr.Zero || set == IntPtr.Zero) return false;
        void* global = ((delegate* unmanaged<void*>)context)();
        var setPrecision = (delegate* unmanaged<void*, int, int, int, void>)set;
        using var still = no_grad();
        using DisposeScope scope = NewDisposeScope();
        // 1 / 3 and its like have no exact bfloat16: rounding them would show.
        Tensor a = Ramp(384, 512), b = Ramp(512, 640), usual = a.mm(b);
        setPrecision(global, OneDnn, MatMul, BFloat16);
        bool right = usual.sub(a.mm(b)).abs().max().div(usual.abs().max()).item<float>() < Tolerance;
        if (!right) setPrecision(global, OneDnn, MatMul, Unset);
        return right;
    }

    private static Tensor Ramp(int rows, int columns) =>
        tensor(Enumerable.Range(0, rows * columns).Select(i => (float)(i * 0.6180339887498949 % 1 - 0.5)).ToArray(), rows, columns);
}
