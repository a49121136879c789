using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Graft.Graphs;

namespace Graft.Tests;

/// <summary>The weights of shared/fixtures/architectures: a function of the tensor's name and the element's index (shared/README.md).</summary>
internal static class SyntheticWeights
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>scale * u(i) + offset for the tensor of this name.</summary>
    public static TensorData Tensor(string name, IReadOnlyList<long> shape, double scale, double offset)
    {
        byte[] bytes = new byte[shape.Aggregate(4L, (a, b) => a * b)];
        Fill(MemoryMarshal.Cast<byte, float>(bytes.AsSpan()), Hash(name), scale, offset);
        return new(ElementType.Float32, shape, bytes);
    }

    /// <summary>A tensor of a PyTorch network; <paramref name="normalisation"/> says whether its layer normalises.</summary>
    public static TensorData Parameter(string name, IReadOnlyList<long> shape, bool normalisation, double gain)
    {
        (double scale, double offset) = name[(name.LastIndexOf('.') + 1)..] switch
        {
            "running_mean" => (0.1, 0),
            "running_var" => (0.5, 1),
            "weight" when normalisation => (0.1, 1),
            "bias" when normalisation => (0.1, 0),
            _ => shape.Count >= 2 ? (gain * Math.Sqrt(3.0 / shape.Skip(1).Aggregate(1L, (a, b) => a * b)), 0.0) : (0.1, 0.0),
        };
        return Tensor(name, shape, scale, offset);
    }

    /// <summary>A variable of a Keras network; its role is the name's last part.</summary>
    public static TensorData KerasVariable(string name, IReadOnlyList<long> shape, double gain)
    {
        string role = name[(name.LastIndexOf('/') + 1)..];
        long fanIn = role == "depthwise_kernel" ? shape[0] * shape[1] : shape.SkipLast(1).Aggregate(1L, (a, b) => a * b);
        (double scale, double offset) = role switch
        {
            "moving_variance" or "variance" => (0.5, 1),
            "gamma" => (0.1, 1),
            "count" => (0.0, 0.0),
            _ => shape.Count >= 2 ? (gain * Math.Sqrt(3.0 / fanIn), 0.0) : (0.1, 0.0),
        };
        return Tensor(name, shape, scale, offset);
    }

    private static ulong Hash(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(name)) hash = (hash ^ b) * 1099511628211;
        return hash;
    }

    private static void Fill(Span<float> values, ulong seed, double scale, double offset)
    {
        int lanes = Vector<ulong>.Count, i = 0;
        Vector<ulong> step = new(Golden * (ulong)lanes), z = Start(seed, lanes);
        for (; i + lanes <= values.Length; i += lanes, z += step) Store(values[i..], Mix(z), scale, offset);
        for (; i < values.Length; i++)
            values[i] = (float)(scale * (2 * (double)(Mix(new Vector<ulong>(seed + ((ulong)i + 1) * Golden))[0] >> 40) / (1 << 24) - 1) + offset);
    }

    private static Vector<ulong> Start(ulong seed, int lanes)
    {
        ulong[] first = new ulong[lanes];
        for (int lane = 0; lane < lanes; lane++) first[lane] = seed + ((ulong)lane + 1) * Golden;
        return new(first);
    }

    private static Vector<ulong> Mix(Vector<ulong> z)
    {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EB;
        return z ^ (z >>> 31);
    }

    private static void Store(Span<float> values, Vector<ulong> z, double scale, double offset)
    {
        // 24 bits are exact in a signed conversion.
        Vector<double> u = Vector.ConvertToDouble(Vector.AsVectorInt64(z >>> 40)) * (2.0 / (1 << 24)) - Vector<double>.One;
        Vector<double> result = u * scale + new Vector<double>(offset);
        for (int lane = 0; lane < Vector<double>.Count; lane++) values[lane] = (float)result[lane];
    }
}
