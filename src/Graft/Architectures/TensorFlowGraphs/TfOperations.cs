using Graft.Architectures.KerasModels;
using Graft.Graphs;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>The operations of inference graphs of convolutional networks, as converters leave them.</summary>
internal static class TfOperations
{
    internal delegate KerasTensor Maker(TfStep step);

    private static readonly Dictionary<string, Maker> Makers = new(StringComparer.Ordinal)
    {
        ["Identity"] = step => step.X,
        ["StopGradient"] = step => step.X,
        ["PlaceholderWithDefault"] = step => step.X,
        ["ReadVariableOp"] = step => step.X,
        ["Conv2D"] = step => TfConvolutions.Plain(step, step.Node.Name),
        ["_FusedConv2D"] = step => TfFusion.Finish(step, 2, path => TfConvolutions.Plain(step, path)),
        ["DepthwiseConv2dNative"] = step => TfConvolutions.Depthwise(step, step.Node.Name),
        ["FusedDepthwiseConv2dNative"] = step => TfFusion.Finish(step, 2, path => TfConvolutions.Depthwise(step, path)),
        ["MatMul"] = step => Product(step, step.Node.Name),
        ["_FusedMatMul"] = step => TfFusion.Finish(step, 2, path => Product(step, path)),
        ["MaxPool"] = step => TfConvolutions.Pool(step, "MaxPool"),
        ["AvgPool"] = step => TfConvolutions.Pool(step, "AveragePool"),
        ["BiasAdd"] = step => TfFusion.Bias(step, step.X, 1, step.Node.Name),
        ["Add"] = step => Binary(step, (a, b, path) => a.Add(b, path)),
        ["AddV2"] = step => Binary(step, (a, b, path) => a.Add(b, path)),
        ["Sub"] = step => Binary(step, (a, b, path) => a.Subtract(b, path)),
        ["Mul"] = step => Binary(step, (a, b, path) => a.Multiply(b, path)),
        ["RealDiv"] = step => Binary(step, (a, b, path) => a.Divide(b, path)),
        ["Relu"] = step => TfFusion.Activate(step, step.X, "Relu", step.Node.Name),
        ["Relu6"] = step => TfFusion.Activate(step, step.X, "Relu6", step.Node.Name),
        ["Elu"] = step => TfFusion.Activate(step, step.X, "Elu", step.Node.Name),
        ["LeakyRelu"] = step => TfFusion.Activate(step, step.X, "LeakyRelu", step.Node.Name),
        ["Sigmoid"] = step => TfFusion.Activate(step, step.X, "Sigmoid", step.Node.Name),
        ["Tanh"] = step => TfFusion.Activate(step, step.X, "Tanh", step.Node.Name),
        ["Softmax"] = step => KerasTensor.OfLast(step.X.Last.Softmax(-1, step.Node.Name)),
        ["FusedBatchNorm"] = Normalise,
        ["FusedBatchNormV3"] = Normalise,
        ["Mean"] = Mean,
        ["Reshape"] = step => KerasTensor.OfLast(step.X.Last.Reshape(WithFreeBatch(step[1].Longs(step)), step.Node.Name)),
        ["Squeeze"] = Squeeze,
        ["Pad"] = Pad,
        ["PadV2"] = Pad,
        ["ConcatV2"] = Concat,
    };

    /// <summary>What holds a variable's value.</summary>
    public static IReadOnlyList<string> Variables { get; } = ["VariableV2", "VarHandleOp", "Variable"];

    /// <summary>Whether an operation puts out what comes in.</summary>
    public static bool PassesOn(string op) => op is "Identity" or "StopGradient" or "PlaceholderWithDefault" or "ReadVariableOp";

    /// <summary>Operations that are built.</summary>
    public static IEnumerable<string> Names => Makers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether an operation is built.</summary>
    public static bool Knows(string op) => Makers.ContainsKey(op) || TfConstants.Knows(op) || Variables.Contains(op) || op is "Placeholder" or "Const";

    /// <summary>Adds a node to the graph.</summary>
    public static KerasTensor Add(TfStep step) => Makers.TryGetValue(step.Node.Op, out Maker? make) ? make(step) : throw step.Fail("it is built for constants only");

    private static KerasTensor Product(TfStep step, string path)
    {
        if (step.Node.Flag("transpose_a") || step.X.Rank != 2) throw step.Fail("only products of (batch, inputs) with a constant are built");
        bool isTransposed = step.Node.Flag("transpose_b");
        long outputs = step[1].Weight(step).Shape[isTransposed ? 0 : 1];
        Wire weight = step.Parameter(1, isTransposed ? TensorChange.None : TensorChange.Transposed, outputs, step.X.Channels);
        return KerasTensor.OfLast(step.X.Wire.Linear(path, weight, null));
    }

    /// <summary>Of two tensors, or of a tensor and a constant: a number, one per channel, or one of the tensor's rank.</summary>
    private static KerasTensor Binary(TfStep step, Func<Wire, Wire, string, Wire> join)
    {
        TfValue left = step[0], right = step[1];
        if (left.Flowing is { } a && right.Flowing is { } b)
        {
            bool first = a.ChannelsFirst && b.Rank == a.Rank;
            return first ? KerasTensor.OfFirst(join(a.First, b.First, step.Node.Name)) : KerasTensor.OfLast(join(a.Last, b.Last, step.Node.Name));
        }
        KerasTensor flowing = left.Flowing ?? right.Tensor(step);
        int constant = left.Flowing is null ? 0 : 1;
        long[] shape = [.. step[constant].Weight(step).Shape];
        bool perChannel = shape.Length == 1 && shape[0] == flowing.Channels;
        KerasTensor x = perChannel || shape.Length == 0 ? flowing : KerasTensor.OfLast(flowing.Last);
        long[] ours = perChannel && x.ChannelsFirst ? [shape[0], .. Enumerable.Repeat(1L, x.Rank - 2)] : shape;
        Wire other = step.Parameter(constant, TensorChange.Reshaped(shape), ours);
        return x.With(constant == 0 ? join(other, x.Wire, step.Node.Name) : join(x.Wire, other, step.Node.Name));
    }

    private static KerasTensor Normalise(TfStep step)
    {
        KerasTensor x = KerasTensor.OfFirst(step.X.First);
        Wire[] parameters = [.. Enumerable.Range(1, 4).Select(i => step.Parameter(i, TensorChange.None, x.Channels))];
        return x.With(x.Wire.Builder.Node("BatchNormalization", step.Node.Name, [x.Wire, .. parameters], x.Wire.Shape, x.Wire.Type, ("epsilon", step.Node.Float("epsilon", 1e-4f))));
    }

    private static KerasTensor Mean(TfStep step)
    {
        int[] axes = [.. step[1].Longs(step).Select(a => (int)(a < 0 ? a + step.X.Rank : a)).Order()];
        bool keeps = step.Node.Flag("keep_dims");
        if (step.X.Rank != 4 || axes is not [1, 2]) return keeps ? throw step.Fail("a mean that keeps its axes is built over height and width only") : KerasTensor.OfLast(step.X.Last.Mean(axes, step.Node.Name));
        Wire pooled = step.X.First.GlobalAveragePool(keeps ? step.Node.Name : $"{step.Node.Name}/pooled");
        return keeps ? KerasTensor.OfFirst(pooled) : KerasTensor.OfLast(pooled.Flatten(step.Node.Name));
    }

    private static KerasTensor Squeeze(TfStep step)
    {
        long[] axes = step.Node.Longs("squeeze_dims") ?? step.Node.Longs("axis") ?? [];
        if (step.X.Rank != 4 || axes.Order().ToArray() is not [1, 2]) throw step.Fail("only height and width of size 1 are squeezed");
        return KerasTensor.OfLast(step.X.First.Flatten(step.Node.Name));
    }

    private static KerasTensor Pad(TfStep step)
    {
        long[] pads = step[1].Longs(step);
        if (step.X.Rank != 4 || pads.Length != 8 || pads.Any(p => p is < 0 or > 65536) || pads[0] + pads[1] + pads[6] + pads[7] > 0) throw step.Fail("only height and width are padded");
        return KerasTensor.OfFirst(step.X.First.Pad([0, 0, pads[2], pads[4]], [0, 0, pads[3], pads[5]], step.Node.Name, KerasShapeLayers.RealZero));
    }

    private static KerasTensor Concat(TfStep step)
    {
        KerasTensor[] parts = [.. step.Inputs.SkipLast(1).Select(i => i.Tensor(step))];
        if (parts.Length == 0 || step.Inputs[^1].Longs(step) is not [long axis]) throw step.Fail("it joins nothing, or along an unknown axis");
        bool first = parts.All(p => p.Rank == parts[0].Rank) && parts[0].ChannelsFirst;
        KerasTensor[] same = [.. parts.Select(p => first ? KerasTensor.OfFirst(p.First) : KerasTensor.OfLast(p.Last))];
        return same[0].With(same[0].Wire.Concat([.. same.Skip(1).Select(s => s.Wire)], same[0].AxisOf((int)axis), step.Node.Name));
    }

    /// <summary>A first size of -1, or of one example, is the batch, which stays free.</summary>
    private static long[] WithFreeBatch(long[] shape) => shape is [-1 or 1, .. long[] rest] ? [0, .. rest] : shape;
}
