using Graft.Architectures.KerasModels;
using Graft.Graphs;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>Convolutions and pooling over (N, H, W, C).</summary>
internal static class TfConvolutions
{
    public static KerasTensor Plain(TfStep step, string path)
    {
        if (step[1].Weight(step).Shape is not [long height, long width, long inputs, long outputs]) throw step.Fail("its kernel has not four axes");
        if (inputs == 0 || step.X.Channels % inputs != 0) throw step.Fail($"its kernel takes {inputs} channels, its input has {step.X.Channels}");
        Wire weight = step.Parameter(1, TensorChange.Hwio, outputs, inputs, height, width);
        return Slide(step, path, WindowOf(step, height, width), weight, outputs, step.X.Channels / inputs);
    }

    public static KerasTensor Depthwise(TfStep step, string path)
    {
        if (step[1].Weight(step).Shape is not [long height, long width, long channels, long multiplier] || channels != step.X.Channels) throw step.Fail("its kernel does not fit its input's channels");
        Wire weight = step.Parameter(1, TensorChange.Depthwise(2, multiplier), channels * multiplier, 1, height, width);
        return Slide(step, path, WindowOf(step, height, width), weight, channels * multiplier, channels);
    }

    public static KerasTensor Pool(TfStep step, string opType)
    {
        long[] size = step.Node.Longs("ksize") is [1, long height, long width, 1] ? [height, width] : throw step.Fail("it pools over channels or examples");
        KerasWindow window = WindowOf(step, size[0], size[1]);
        Wire image = step.X.First;
        return KerasTensor.OfFirst(image.Builder.Node(opType, step.Node.Name, [image], [image.Shape[0], image.Shape[1], .. window.OutputOf(step.Fail, image)], image.Type, window.Attributes(image)));
    }

    private static KerasTensor Slide(TfStep step, string path, KerasWindow window, Wire weight, long outputs, long groups)
    {
        Wire image = step.X.First;
        return KerasTensor.OfFirst(image.Builder.Node("Conv", path, [image, weight], [image.Shape[0], outputs, .. window.OutputOf(step.Fail, image)], image.Type,
            [.. window.Attributes(image), ("dilations", window.Dilations), ("group", groups)]));
    }

    private static KerasWindow WindowOf(TfStep step, long height, long width)
    {
        string format = step.Node.Text("data_format", "NHWC"), padding = step.Node.Text("padding", "VALID");
        if (format != "NHWC" || padding is not ("SAME" or "VALID")) throw step.Fail($"its data_format is {format}, its padding {padding}; NHWC with SAME or VALID is built");
        return new([height, width], Spatial(step, "strides"), Spatial(step, "dilations"), padding.ToLowerInvariant());
    }

    private static long[] Spatial(TfStep step, string attribute) => step.Node.Longs(attribute) switch
    {
        null or [] => [1, 1],
        [1, >= 1 and long height, >= 1 and long width, 1] => [height, width],
        long[] other => throw step.Fail($"its {attribute} are {TensorData.Describe(other)}"),
    };
}
