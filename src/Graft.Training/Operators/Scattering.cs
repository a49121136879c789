using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// Writing values by index into a copy; negative indices count from the end. ScatterElements: one value for each index along an axis. ScatterND: values or slices
/// at index tuples. reduction: none, add, mul, max or min with what was there. Scatter is the older name of ScatterElements.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__ScatterElements.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__ScatterND.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__GatherND.html"/>
internal static class Scattering
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("GatherND", GatherTuples),
        Operator.One("Scatter", ScatterElements),
        Operator.One("ScatterElements", ScatterElements),
        Operator.One("ScatterND", ScatterTuples),
    ];

    private static Tensor ScatterElements(Call call)
    {
        int axis = call.AxisOf(call[0].dim(), 0);
        Gathering.CheckRange(call, call[1], call[0].shape[axis]);
        return Scatter(call, call[0], axis, Gathering.FromFront(call[1], call[0].shape[axis]), call[2]);
    }

    private static Tensor Scatter(Call call, Tensor data, long axis, Tensor index, Tensor updates) => call.Node.Text("reduction", "none") switch
    {
        "none" => data.scatter(axis, index, updates),
        "add" => data.scatter_add(axis, index, updates),
        "mul" => ScatterReduce.Run(data, axis, index, updates, (a, b) => a.mul(b)),
        "max" => ScatterReduce.Run(data, axis, index, updates, maximum),
        "min" => ScatterReduce.Run(data, axis, index, updates, minimum),
        { } other => throw call.Fault($"expected the reduction none, add, mul, max or min, got {other}"),
    };

    // Tuples of k indices into the first k axes (behind the batch axes) become single indices into those axes as one.
    private static Tensor GatherTuples(Call call)
    {
        int batch = (int)call.Node.Int("batch_dims", 0);
        long[] shape = call[0].shape, lead = shape[..batch];
        int k = (int)call[1].shape[^1];
        long groups = lead.Aggregate(1L, (a, b) => a * b);
        Tensor flat = Flat(call, call[1], shape[batch..(batch + k)]).reshape(groups, -1);
        long[] slice = shape[(batch + k)..];
        long inner = shape[batch..(batch + k)].Aggregate(1L, (a, b) => a * b);
        Tensor offset = arange(Scalars.Zero, Scalars.Of(groups), Scalars.One, dtype: ScalarType.Int64).mul(Scalars.Of(inner)).unsqueeze(1);
        Tensor rows = call[0].reshape([groups * inner, .. slice]);
        return rows.index_select(0, flat.add(offset, Scalars.One).reshape(-1)).reshape([.. call[1].shape[..^1], .. slice]);
    }

    private static Tensor ScatterTuples(Call call)
    {
        long[] shape = call[0].shape;
        int k = (int)call[1].shape[^1];
        long[] slice = shape[k..];
        long width = slice.Aggregate(1L, (a, b) => a * b);
        Tensor index = Flat(call, call[1], shape[..k]).reshape(-1, 1).expand(-1, width);
        Tensor rows = call[0].reshape(-1, width), updates = call[2].reshape(-1, width);
        return Scatter(call, rows, 0, index, updates).reshape(shape);
    }

    /// <summary>Index tuples (..., k) into axes of the given sizes, as row-major positions (...).</summary>
    private static Tensor Flat(Call call, Tensor tuples, long[] sizes)
    {
        Tensor flat = zeros([.. tuples.shape[..^1]], ScalarType.Int64);
        for (int i = 0; i < sizes.Length; i++)
        {
            Tensor index = tuples.select(-1, i);
            Gathering.CheckRange(call, index, sizes[i]);
            flat = flat.mul(Scalars.Of(sizes[i])).add(Gathering.FromFront(index, sizes[i]), Scalars.One);
        }
        return flat;
    }
}
