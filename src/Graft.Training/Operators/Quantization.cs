using Graft.Graphs;
using Graft.Training.Execution;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// DequantizeLinear: (x - zero point) * scale. QuantizeLinear: the integers nearest to x / scale + zero point (halves to even), within their type's range.
/// Scale and zero point are scalars, or vectors along 'axis', or have blocks along it. A QuantizeLinear whose input learns is passed straight through: the
/// rounding counts in the forward pass, and its gradient is 1 within the range (Bengio et al. 2013, arXiv:1308.3432).
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__DequantizeLinear.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html"/>
internal static class Quantization
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("DequantizeLinear", Dequantize),
        Operator.One("QuantizeLinear", Quantize),
        new("DynamicQuantizeLinear", DynamicQuantize),
    ];

    private static Tensor Dequantize(Call call)
    {
        Tensor scale = Along(call, call[1]), x = call[0].is_floating_point() ? call[0] : call[0].to_type(scale.dtype);
        if (call.Optional(2) is { } zero) x = x.sub(Along(call, zero).to_type(scale.dtype));
        return x.mul(scale);
    }

    // The integers stay floating-point numbers where a gradient has to pass.
    internal static Tensor Quantize(Call call)
    {
        ScalarType type = call.Optional(2)?.dtype ?? (call.Node.Int("output_dtype", 0) is not 0 and long named ? TensorMemory.TypeOf((ElementType)named) : ScalarType.Byte);
        (double low, double high) = Range(call, type);
        Tensor scaled = call[0].to_type(call[1].dtype).div(Along(call, call[1])), whole = scaled.round();
        Tensor shift = call.Optional(2) is { } zero ? Along(call, zero).to_type(scaled.dtype) : zeros_like(scaled);
        Tensor result = whole.add(shift, Scalars.One).clamp(Scalars.Of(low), Scalars.Of(high));
        if (!call[0].requires_grad || !is_grad_enabled()) return result.to_type(type);
        Tensor open = scaled.add(shift, Scalars.One).clamp(Scalars.Of(low), Scalars.Of(high));
        return open.add(result.sub(open).detach(), Scalars.One);
    }

    private static (double Low, double High) Range(Call call, ScalarType type) => type switch
    {
        ScalarType.Byte => (0, 255),
        ScalarType.Int8 => (-128, 127),
        ScalarType.Int16 => (short.MinValue, short.MaxValue),
        ScalarType.Int32 => (0, ushort.MaxValue),                                   // uint16, which libtorch holds in 32 bits
        _ => throw call.Fault($"expected integers of 8 or 16 bits, got {type}"),
    };

    private static Tensor Along(Call call, Tensor perAxis)
    {
        if (perAxis.numel() == 1) return perAxis.reshape([]);
        int axis = call.AxisOf(call[0].dim(), 1);
        long block = call.Node.Int("block_size", 0);
        if (perAxis.dim() > 1 || block > 0) return perAxis.repeat_interleave(block > 0 ? block : call[0].shape[axis] / perAxis.shape[axis], axis).narrow(axis, 0, call[0].shape[axis]);
        return perAxis.reshape([.. call[0].shape.Select((_, i) => i == axis ? -1L : 1L)]);
    }

    // uint8 by the values' own range, which includes 0.
    private static Tensor?[] DynamicQuantize(Call call)
    {
        Tensor x = call[0].detach(), low = x.min().clamp_max(Scalars.Zero), high = x.max().clamp_min(Scalars.Zero);
        Tensor scale = high.sub(low).div(Scalars.Of(255.0)), zero = low.neg().div(scale).round().clamp(Scalars.Zero, Scalars.Of(255.0));
        Tensor y = x.div(scale).round().add(zero, Scalars.One).clamp(Scalars.Zero, Scalars.Of(255.0));
        return [y.to_type(ScalarType.Byte), scale, zero.to_type(ScalarType.Byte)];
    }
}
