using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// MaxPool: (N, C, spatial...) to (N, C, spatial'...). The second output tells where in the whole input each value lies, counted row-major, or with
/// storage_order 1 column-major over the spatial axes. MaxUnpool puts values back where such indices say.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__MaxPool.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__MaxUnpool.html"/>
internal static class MaxPool
{
    public static IReadOnlyList<Operator> All { get; } = [new("MaxPool", Run), Operator.One("MaxUnpool", Unpool)];

    private static Tensor?[] Run(Call call)
    {
        SlidingWindow window = SlidingWindow.Of(call);
        Tensor x = call[0].is_floating_point() ? call[0] : call[0].to_type(ScalarType.Float32);
        bool wantsIndices = call.Node.Outputs.Count > 1 && call.Node.Outputs[1].Length > 0;
        if (wantsIndices) return WithIndices(call, x, window);
        (Tensor padded, long[] pads) = window.FitsLibtorchMax ? (x, window.Before) : (window.PadOver(window.Pad(x, double.NegativeInfinity), double.NegativeInfinity), new long[window.Rank]);
        bool ceil = window.RoundUp && window.FitsLibtorchMax;
        Tensor pooled = window.Rank switch
        {
            1 => nn.functional.max_pool1d(padded, window.Kernel[0], window.Strides[0], pads[0], window.Dilations[0], ceil),
            2 => nn.functional.max_pool2d(padded, window.Kernel, window.Strides, pads, window.Dilations, ceil),
            3 => nn.functional.max_pool3d(padded, window.Kernel, window.Strides, pads, window.Dilations, ceil),
            _ => throw call.Fault("expected one to three spatial axes"),
        };
        return [pooled.to_type(call[0].dtype)];
    }

    // Windows are laid out side by side: values (N, C, spatial'..., window), and their places likewise.
    private static Tensor?[] WithIndices(Call call, Tensor x, SlidingWindow window)
    {
        long[] shape = x.shape, spatial = shape[2..];
        Tensor places = arange(Scalars.Zero, Scalars.Of(spatial.Aggregate(1L, (a, b) => a * b)), Scalars.One, dtype: ScalarType.Int64);
        places = call.Node.Int("storage_order", 0) == 1 ? places.reshape([.. spatial.Reverse()]).permute([.. Enumerable.Range(0, spatial.Length).Reverse().Select(a => (long)a)]) : places.reshape(spatial);
        Tensor values = window.Unfolded(window.PadOver(window.Pad(x, double.NegativeInfinity), double.NegativeInfinity));
        Tensor at = window.Unfolded(window.PadOver(window.Pad(places.unsqueeze(0).unsqueeze(0), 0), 0));
        (Tensor most, Tensor which) = values.max(-1);
        Tensor index = at.expand([.. shape[..2], .. at.shape[2..]]).gather(-1, which.unsqueeze(-1)).squeeze(-1);
        Tensor plane = arange(Scalars.Zero, Scalars.Of(shape[0] * shape[1]), Scalars.One, dtype: ScalarType.Int64).mul(Scalars.Of(spatial.Aggregate(1L, (a, b) => a * b)));
        return [most.to_type(call[0].dtype), index.add(plane.reshape([shape[0], shape[1], .. spatial.Select(_ => 1L)]), Scalars.One)];
    }

    private static Tensor Unpool(Call call)
    {
        SlidingWindow window = SlidingWindow.Of(call);
        long[] natural = [.. call[0].shape[..2], .. call[0].shape[2..].Select((s, i) => (s - 1) * window.Strides[i] - window.Before[i] - window.After[i] + window.Kernel[i])];
        // Indices count in the natural size, which lies at the beginning of the wanted one.
        long plane = natural.Skip(2).Aggregate(1L, (a, b) => a * b);
        Tensor within = call[1].remainder(Scalars.Of(plane)).reshape(natural[0], natural[1], -1);
        Tensor whole = zeros([natural[0], natural[1], plane], call[0].dtype).scatter(2, within, call[0].reshape(natural[0], natural[1], -1)).reshape(natural);
        if (call.Optional(2) is null) return whole;
        return nn.functional.pad(whole, [.. call.Longs(2).Zip(natural, (wanted, has) => wanted - has).Reverse().SelectMany(more => new[] { 0, more })]);
    }
}
