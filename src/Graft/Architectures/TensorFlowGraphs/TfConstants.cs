using Graft.Graphs;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>Arithmetic on constants alone, as frameworks leave it in normalisations: computed once, while the graph is built.</summary>
internal static class TfConstants
{
    private static readonly Dictionary<string, Func<float, float, float>> Binary = new(StringComparer.Ordinal)
    {
        ["Add"] = (a, b) => a + b, ["AddV2"] = (a, b) => a + b, ["Sub"] = (a, b) => a - b, ["Mul"] = (a, b) => a * b, ["RealDiv"] = (a, b) => a / b,
    };

    private static readonly Dictionary<string, Func<float, float>> Unary = new(StringComparer.Ordinal) { ["Rsqrt"] = a => 1 / MathF.Sqrt(a), ["Sqrt"] = MathF.Sqrt, ["Neg"] = a => -a };

    /// <summary>Whether constants go through such an operation.</summary>
    public static bool Knows(string op) => Binary.ContainsKey(op) || Unary.ContainsKey(op) || op is "Reshape" or "Squeeze";

    /// <summary>The result.</summary>
    public static TensorData Compute(TfStep step)
    {
        TensorData first = step[0].Constant!;
        if (Unary.TryGetValue(step.Node.Op, out Func<float, float>? one)) return TensorData.Of([.. first.ToFloats().Select(one)], first.Shape);
        if (Binary.TryGetValue(step.Node.Op, out Func<float, float, float>? two)) return Join(step, first, step[1].Constant!, two);
        return step.Node.Op == "Reshape" ? first.Reshape(Known(step, first, step[1].Longs(step))) : first.Reshape([.. Squeezed(step, first)]);
    }

    /// <summary>Equal shapes, or a number with anything.</summary>
    private static TensorData Join(TfStep step, TensorData a, TensorData b, Func<float, float, float> join)
    {
        float[] left = a.ToFloats(), right = b.ToFloats();
        if (right.Length == 1) return TensorData.Of([.. left.Select(v => join(v, right[0]))], a.Shape);
        if (left.Length == 1) return TensorData.Of([.. right.Select(v => join(left[0], v))], b.Shape);
        return a.Shape.SequenceEqual(b.Shape) ? TensorData.Of([.. left.Zip(right, join)], a.Shape) : throw step.Fail($"its constants have shapes {TensorData.Describe(a.Shape)} and {TensorData.Describe(b.Shape)}");
    }

    private static long[] Known(TfStep step, TensorData tensor, long[] shape)
    {
        long others = shape.Where(s => s >= 0).Aggregate(1L, (p, s) => checked(p * s));
        long[] known = [.. shape.Select(s => s >= 0 ? s : others > 0 ? tensor.Count / others : 0)];
        return known.Aggregate(1L, (p, s) => checked(p * s)) == tensor.Count ? known : throw step.Fail($"a constant of {tensor.Count} values does not take the shape {TensorData.Describe(shape)}");
    }

    private static IEnumerable<long> Squeezed(TfStep step, TensorData tensor)
    {
        HashSet<long> axes = [.. (step.Node.Longs("squeeze_dims") ?? []).Select(a => a < 0 ? a + tensor.Shape.Count : a)];
        return tensor.Shape.Where((s, axis) => s != 1 || axes.Count > 0 && !axes.Contains(axis));
    }
}
