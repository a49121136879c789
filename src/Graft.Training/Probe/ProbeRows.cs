using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Probe;

/// <summary>Training examples of a linear model, N rows of D values, as the two products that fitting it takes.</summary>
internal interface IProbeRows : IDisposable
{
    /// <summary>N.</summary>
    int Count { get; }

    /// <summary>D.</summary>
    int Width { get; }

    /// <summary>Rows times a matrix (D, K), of which the values are the first D K of <paramref name="right"/>, into the first N K of <paramref name="to"/>.</summary>
    void Times(double[] right, int classes, double[] to);

    /// <summary>The transposed rows times a matrix (N, K), into the first D K of <paramref name="to"/>.</summary>
    void TransposedTimes(double[] right, int classes, double[] to);
}

/// <summary>Rows with a value everywhere; the products are libtorch's.</summary>
/// <remarks>
/// Only operations without scalar arguments are called: TorchSharp 0.107 lets the garbage collector free a Scalar while native code still reads it, which shows
/// when fits run side by side.
/// </remarks>
internal sealed class DenseRows : IProbeRows
{
    private readonly Tensor _rows;          // (N, D)
    private readonly Tensor _transposed;    // (D, N)

    public DenseRows(double[] values, int count)
    {
        (Count, Width) = (count, values.Length / Math.Max(1, count));
        _rows = tensor(values, [count, Width]);
        _transposed = _rows.t();
    }

    public int Count { get; }

    public int Width { get; }

    public void Times(double[] right, int classes, double[] to) => Multiply(_rows, right, [Width, classes], to);

    public void TransposedTimes(double[] right, int classes, double[] to) => Multiply(_transposed, right, [Count, classes], to);

    public void Dispose()
    {
        _transposed.Dispose();
        _rows.Dispose();
    }

    private static void Multiply(Tensor left, double[] right, long[] shape, double[] to)
    {
        using IDisposable noGrad = no_grad();
        long used = shape[0] * shape[1];
        using Tensor flat = from_array(used == right.Length ? right : right[..(int)used]), second = flat.view(shape), product = mm(left, second); // shares the array's memory
        MemoryMarshal.Cast<byte, double>(product.bytes).CopyTo(to);
        GC.KeepAlive(product);
    }
}
