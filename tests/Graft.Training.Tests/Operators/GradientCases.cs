using Graft.Graphs;
using static Graft.Training.Tests.Operators.GradientCase;

namespace Graft.Training.Tests.Operators;

internal static class GradientCases
{
    public static IReadOnlyList<GradientCase> All { get; } = [.. Elementwise(), .. Products(), .. Windows(), .. Norms(), .. Moves(), .. Sums(), .. Networks()];

    private static IEnumerable<GradientCase> Elementwise()
    {
        foreach (string op in (string[])["Abs", "Asinh", "Atan", "Celu", "Cos", "Cosh", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "Mish", "Neg", "Relu", "Selu", "Shrink",
            "Sigmoid", "Sin", "Sinh", "Softplus", "Softsign", "Swish", "Tan", "Tanh", "ThresholdedRelu"]) yield return Of(op, [2, 5]).Between(-1.9, 2.1);
        foreach (string op in (string[])["Acos", "Asin", "Atanh", "Log", "Reciprocal", "Sqrt"]) yield return Of(op, [2, 5]).Between(0.1, 0.9);
        yield return Of("Acosh", [2, 5]).Between(1.1, 3);
        yield return Of("Gelu", [2, 5]).With(("approximate", "tanh")).Called("tanh");
        yield return Of("Swish", [2, 5]).With(("alpha", 0.7f)).Called("alpha");
        yield return Of("Shrink", [2, 5]).With(("bias", 0.2f), ("lambd", 0.3f)).Called("bias");
        yield return Of("HardSigmoid", [2, 5]).With(("alpha", 1f / 6)).Called("sixth").Between(-4, 4);
        yield return Of("PRelu", [2, 3, 2], [3, 1]);
        yield return Of("Clip", [2, 5], null, null).And(TensorData.Scalar(-0.4), TensorData.Scalar(0.5));
        foreach (string op in (string[])["Add", "Sub", "Mul", "Div", "Pow", "Mod"]) yield return Of(op, [2, 3, 2], [3, 1]).Between(0.3, 1.7).With(op == "Mod" ? [("fmod", 1L)] : []);
        foreach (string op in (string[])["Sum", "Mean", "Max", "Min"]) yield return Of(op, [2, 3], [3], [2, 1]);
        yield return Of("Where", null, [2, 3], [3]).And(TensorData.Of([true, false, true, false, false, true], 2, 3));
    }

    private static IEnumerable<GradientCase> Products()
    {
        yield return Of("MatMul", [2, 3, 4], [4, 5]);
        yield return Of("MatMul", [2, 1, 3, 4], [3, 4, 2]).Called("broadcast");
        yield return Of("Gemm", [3, 4], [5, 4], [5]).With(("transB", 1L));
        yield return Of("Gemm", [4, 3], [4, 5], [3, 1]).With(("transA", 1L), ("alpha", 0.5f), ("beta", 0.3f)).Called("scaled");
        yield return Of("Einsum", [2, 3, 4], [4, 3, 5]).With(("equation", "bij,jik->bk"));
        yield return Of("Attention", [2, 3, 8], [2, 4, 8], [2, 4, 8]).With(("q_num_heads", 2L), ("kv_num_heads", 2L));
        yield return Of("Attention", [1, 4, 3, 2], [1, 2, 3, 2], [1, 2, 3, 2], [3, 3]).With(("is_causal", 1L), ("softcap", 2f), ("scale", 0.4f)).Called("causal, grouped, capped");
        yield return Of("Attention", [1, 2, 3, 4], [1, 2, 5, 4], [1, 2, 5, 4], [1, 1, 3, 5]).With(("scale", 0.4f)).Called("mask");
    }

    private static IEnumerable<GradientCase> Windows()
    {
        yield return Of("Conv", [2, 4, 5, 5], [6, 2, 3, 3], [6]).With(("group", 2L), ("pads", new long[] { 1, 1, 1, 1 }));
        yield return Of("Conv", [1, 3, 6, 5], [4, 3, 3, 2]).With(("strides", new long[] { 2, 1 }), ("auto_pad", "SAME_UPPER")).Called("same");
        yield return Of("Conv", [1, 3, 4, 4], [5, 3, 1, 1], [5]).With(("strides", new long[] { 2, 2 })).Called("pointwise");
        yield return Of("Conv", [2, 3, 7], [4, 3, 3]).With(("dilations", new long[] { 2 })).Called("1-D");
        yield return Of("Conv", [1, 2, 3, 3, 3], [2, 2, 2, 2, 2]).Called("3-D");
        yield return Of("ConvTranspose", [1, 3, 3, 3], [3, 2, 3, 3], [2]).With(("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 0, 0, 1 }), ("output_padding", new long[] { 1, 0 }));
        yield return Of("AveragePool", [1, 2, 5, 5]).With(("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }));
        yield return Of("AveragePool", [1, 2, 5, 5]).With(("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 0, 1, 2, 1 }), ("ceil_mode", 1L), ("strides", new long[] { 2, 2 })).Called("uneven");
        yield return Of("MaxPool", [1, 2, 5, 5]).With(("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 0, 1, 0 }));
        yield return Of("MaxPool", [1, 2, 5, 5]).With(("kernel_shape", new long[] { 2, 2 })).Giving(2).Called("indices");
        yield return Of("LpPool", [1, 2, 5, 5]).With(("kernel_shape", new long[] { 2, 2 }), ("p", 3L));
        foreach (string op in (string[])["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"]) yield return Of(op, [2, 3, 3, 2]);
        foreach (string mode in (string[])["nearest", "linear", "cubic"])
            yield return Of("Resize", [1, 2, 4, 5], null, null).With(("mode", mode)).And(TensorData.Of<float>([], 0), TensorData.Of([1f, 1f, 1.6f, 0.7f], 4)).Called(mode);
        yield return Of("SpaceToDepth", [1, 2, 4, 4]).With(("blocksize", 2L));
        yield return Of("DepthToSpace", [1, 8, 2, 2]).With(("blocksize", 2L), ("mode", "CRD"));
    }

    private static IEnumerable<GradientCase> Norms()
    {
        yield return Of("BatchNormalization", [3, 2, 2], [2], [2], null, null).And(TensorData.Of([0.1, -0.2], 2), TensorData.Of([0.7, 1.4], 2));
        yield return Of("LayerNormalization", [2, 3, 4], [4], [4]);
        yield return Of("LayerNormalization", [2, 3, 4], [3, 4], [3, 4]).With(("axis", 1L)).Giving(3).Called("statistics");
        yield return Of("GroupNormalization", [2, 4, 3], [4], [4]).With(("num_groups", 2L));
        yield return Of("InstanceNormalization", [2, 3, 4], [3], [3]);
        yield return Of("RMSNormalization", [2, 3, 4], [4]);
        yield return Of("MeanVarianceNormalization", [2, 2, 2, 3]);
        yield return Of("LRN", [1, 5, 2, 2]).With(("size", 3L), ("alpha", 0.5f));
        yield return Of("LpNormalization", [2, 4]);
        yield return Of("LpNormalization", [2, 4]).With(("p", 1L), ("axis", 0L)).Called("L1");
        foreach (string op in (string[])["Softmax", "LogSoftmax"])
        {
            yield return Of(op, [2, 3, 4]).With(("axis", 1L));
            yield return (Of(op, [2, 3, 4]) with { Opset = 11 }).Called("opset 11");
        }
    }

    private static IEnumerable<GradientCase> Moves()
    {
        yield return Of("Reshape", [2, 6], null).And(TensorData.Longs(3, -1));
        yield return Of("Flatten", [2, 3, 2]);
        yield return Of("Squeeze", [2, 1, 3], null).And(TensorData.Longs(1));
        yield return Of("Unsqueeze", [2, 3], null).And(TensorData.Longs(0, -1));
        yield return Of("Transpose", [2, 3, 4]).With(("perm", new long[] { 2, 0, 1 }));
        yield return Of("Expand", [2, 1], null).And(TensorData.Longs(3, 1, 4));
        yield return Of("Tile", [2, 3], null).And(TensorData.Longs(2, 3));
        yield return Of("Concat", [2, 3], [2, 1]).With(("axis", 1L));
        yield return Of("Split", [2, 5], null).With(("axis", 1L)).And(TensorData.Longs(2, 3)).Giving(2);
        yield return Of("Slice", [4, 5], null, null, null, null).And(TensorData.Longs(3, 0), TensorData.Longs(-9, 4), TensorData.Longs(0, 1), TensorData.Longs(-2, 2));
        foreach (string mode in (string[])["constant", "edge", "reflect", "wrap"]) yield return Of("Pad", [3, 4], null).With(("mode", mode)).And(TensorData.Longs(1, 2, 2, 0)).Called(mode);
        yield return Of("Gather", [3, 4], null).With(("axis", 1L)).And(TensorData.Of([0L, -1L, 0L, 2L], 2, 2));
        yield return Of("GatherElements", [3, 2], null).With(("axis", 0L)).And(TensorData.Of([0L, -1L, 1L, 1L], 2, 2));
        yield return Of("GatherND", [2, 3, 2], null).With(("batch_dims", 1L)).And(TensorData.Of([1L, 0L, 2L, 2L], 2, 2, 1));
        foreach (string reduction in (string[])["none", "add", "mul", "max", "min"])
        {
            yield return Of("ScatterElements", [3, 2], null, [2, 2]).With(("reduction", reduction)).And(TensorData.Of<long>(reduction == "none" ? [0L, 2L, 1L, -2L] : [0L, 2L, 0L, -1L], 2, 2)).Called(reduction);
            yield return Of("ScatterND", [4, 2], null, [3, 2]).With(("reduction", reduction)).And(TensorData.Of<long>(reduction == "none" ? [1L, 3L, 0L] : [1L, 3L, 1L], 3, 1)).Called(reduction);
        }
        yield return Of("TopK", [3, 4], null).And(TensorData.Longs(2)).Giving(2);
        yield return Of("Trilu", [3, 4]).With(("upper", 0L));
        yield return Of("Compress", [3, 2], null).With(("axis", 0L)).And(TensorData.Of([true, false, true], 3));
        yield return Of("ReverseSequence", [4, 2, 2], null).And(TensorData.Longs(3, 2));
        yield return Of("OneHot", null, null, [2]).And(TensorData.Longs(1, -1, 0), TensorData.Scalar(3L));
    }

    private static IEnumerable<GradientCase> Sums()
    {
        foreach (string op in (string[])["ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare"])
        {
            yield return Of(op, [2, 3, 2], null).Between(0.2, 1.2).And(TensorData.Longs(0, -1));
            yield return Of(op, [2, 3]).Between(0.2, 1.2).With(("keepdims", 0L)).Called("all");
        }
        yield return Of("CumSum", [2, 4], null).With(("exclusive", 1L), ("reverse", 1L)).And(TensorData.Scalar(1L));
    }

    private static IEnumerable<GradientCase> Networks()
    {
        TensorData lengths = TensorData.Of([3, 2], 2);
        foreach ((string op, long gates) in ((string, long)[])[("RNN", 1), ("GRU", 3), ("LSTM", 4)])
            yield return Of(op, [3, 2, 2], [2, gates * 3, 2], [2, gates * 3, 3], [2, 2 * gates * 3], null, [2, 2, 3]).And(lengths).Giving(2)
                .With(("hidden_size", 3L), ("direction", "bidirectional"), ("linear_before_reset", 1L)).Called("bidirectional");
        yield return Of("LSTM", [3, 2, 2], [1, 8, 2], [1, 8, 2], [1, 16], null, [1, 2, 2], [1, 2, 2], [1, 6]).And(lengths).With(("hidden_size", 2L)).Giving(3).Called("peepholes");
        yield return Of("GRU", [2, 3, 2], [1, 6, 2], [1, 6, 2]).With(("hidden_size", 2L), ("layout", 1L)).Giving(2).Called("batch first");
    }
}
