using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>Linear layers, embeddings, activations and normalisation.</summary>
internal static class KerasDenseLayers
{
    public static IEnumerable<KeyValuePair<string, KerasLayers.Maker>> All =>
    [
        new("Dense", (step, x) => step.Activate(Dense(step, x[0]))),
        new("Embedding", Embedding),
        new("Activation", (step, x) => step.Activate(x[0])),
        new("ReLU", ReLU),
        new("LeakyReLU", (step, x) => x[0].With(x[0].Wire.LeakyRelu((float)step.Settings.Double(step.Settings.Has("negative_slope") ? "negative_slope" : "alpha", 0.3), step.Path))),
        new("ELU", (step, x) => x[0].With(x[0].Wire.Builder.Node("Elu", step.Path, [x[0].Wire], x[0].Wire.Shape, x[0].Wire.Type, ("alpha", (float)step.Settings.Double("alpha", 1))))),
        new("Softmax", (step, x) => x[0].With(x[0].Wire.Softmax(x[0].AxisOf(step.Settings.Int("axis", -1)), step.Path))),
        new("PReLU", PReLU),
        new("BatchNormalization", BatchNormalization),
        new("LayerNormalization", LayerNormalization),
        new("Rescaling", Rescaling),
        new("Normalization", Normalization),
        new("TimeDistributed", TimeDistributed),
    ];

    private static KerasTensor Dense(KerasStep step, KerasTensor x)
    {
        long units = step.Settings.Int("units", 1);
        Wire input = x.Last;
        Wire weight = step.Weight("weight", TensorChange.Transposed, units, input.Size(-1));
        return KerasTensor.OfLast(input.Linear(step.Core, weight, step.Bias(units)));
    }

    /// <summary>A dense layer on every step is a dense layer on the last axis.</summary>
    private static KerasTensor TimeDistributed(KerasStep step, IReadOnlyList<KerasTensor> x)
    {
        if (step.Layer.Wrapped("layer") is not { Kind: "Dense" } inner) throw step.Fail("only Dense layers are built inside it");
        KerasStep dense = step with { Layer = step.Layer with { Settings = inner.Settings } };
        return dense.Activate(DenseOf(dense, step, x[0]));
    }

    private static KerasTensor DenseOf(KerasStep dense, KerasStep owner, KerasTensor x)
    {
        long units = dense.Settings.Int("units", 1);
        Wire weight = owner.Weight("weight", TensorChange.Transposed, units, x.Channels);
        Wire? bias = dense.Settings.Bool("use_bias", true) ? owner.Weight("bias", TensorChange.None, units) : null;
        return KerasTensor.OfLast(x.Last.Linear(dense.Core, weight, bias));
    }

    private static KerasTensor Embedding(KerasStep step, IReadOnlyList<KerasTensor> x)
    {
        if (step.Settings.Bool("mask_zero", false)) throw step.Fail("it masks zeros (mask_zero), which no layer here heeds");
        long rows = step.Settings.Int("input_dim", 1), width = step.Settings.Int("output_dim", 1);
        Wire table = step.Weight("weight", TensorChange.None, rows, width);
        Wire ids = x[0].Wire.Type == ElementType.Int64 ? x[0].Wire : x[0].Wire.Cast(ElementType.Int64, step.Build.Builder.Unused($"{step.Path}.ids"));
        return KerasTensor.OfLast(table.Builder.Node("Gather", step.Path, [table, ids], [.. ids.Shape, width], ElementType.Float32, ("axis", 0L)));
    }

    private static KerasTensor ReLU(KerasStep step, IReadOnlyList<KerasTensor> x)
    {
        double slope = step.Settings.Double("negative_slope", 0), most = step.Settings.Double("max_value", double.PositiveInfinity);
        if (step.Settings.Double("threshold", 0) != 0) throw step.Fail("its threshold is not 0, which is not built");
        Wire wire = x[0].Wire;
        if (slope == 0) return x[0].With(double.IsInfinity(most) ? wire.Relu(step.Path) : wire.Clip(0, (float)most, step.Path));
        if (!double.IsInfinity(most)) throw step.Fail("a slope and a largest value together are not built");
        return x[0].With(wire.LeakyRelu((float)slope, step.Path));
    }

    private static KerasTensor PReLU(KerasStep step, IReadOnlyList<KerasTensor> x)
    {
        HashSet<int> shared = [.. step.Settings.Ints("shared_axes", [])];
        long[] shape = [.. x[0].Shape.Skip(1).Select((d, i) => shared.Contains(i + 1) ? 1 : d.Value ?? throw step.Fail("its input has a free size"))];
        Wire slope = step.Weight("weight", TensorChange.None, shape);
        return KerasTensor.OfLast(slope.Builder.Node("PRelu", step.Path, [x[0].Last, slope], x[0].Shape));
    }

    private static KerasTensor BatchNormalization(KerasStep step, IReadOnlyList<KerasTensor> inputs)
    {
        RequireLastAxis(step, inputs[0].Rank);
        KerasTensor x = KerasTensor.OfFirst(inputs[0].First);
        long size = x.Channels;
        Wire weight = Affine(step, "scale", "weight", 1, size), bias = Affine(step, "center", "bias", 0, size);
        Wire mean = step.Weight("running_mean", TensorChange.None, size), variance = step.Weight("running_var", TensorChange.None, size);
        return x.With(weight.Builder.Node("BatchNormalization", step.Path, [x.Wire, weight, bias, mean, variance], x.Wire.Shape, x.Wire.Type, ("epsilon", (float)step.Settings.Double("epsilon", 1e-3))));
    }

    private static KerasTensor LayerNormalization(KerasStep step, IReadOnlyList<KerasTensor> inputs)
    {
        RequireLastAxis(step, inputs[0].Rank);
        Wire x = inputs[0].Last;
        Wire weight = Affine(step, "scale", "weight", 1, x.Size(-1)), bias = Affine(step, "center", "bias", 0, x.Size(-1));
        return KerasTensor.OfLast(x.LayerNorm(step.Path, weight, bias, (float)step.Settings.Double("epsilon", 1e-3)));
    }

    private static Wire Affine(KerasStep step, string flag, string name, float neutral, long size) =>
        step.Settings.Bool(flag, true) ? step.Weight(name, TensorChange.None, size) : step.Build.Filled(step, name, neutral, size);

    private static void RequireLastAxis(KerasStep step, int rank)
    {
        int[] axes = step.Settings.IsNumber("axis") ? [step.Settings.Int("axis", -1)] : step.Settings.Ints("axis", [-1]);
        if (axes is not [int axis] || axis != -1 && axis != rank - 1) throw step.Fail($"it normalises over axis {string.Join(", ", axes)}; the last one is built");
    }

    /// <summary>x * scale + offset, each one number or one per channel.</summary>
    private static KerasTensor Rescaling(KerasStep step, IReadOnlyList<KerasTensor> x)
    {
        Wire scaled = x[0].Wire.Multiply(PerChannel(step, x[0], "scale", step.Floats("scale", 1)), step.Build.Builder.Unused($"{step.Path}.scaled"));
        return x[0].With(scaled.Add(PerChannel(step, x[0], "offset", step.Floats("offset", 0)), step.Path));
    }

    private static KerasTensor Normalization(KerasStep step, IReadOnlyList<KerasTensor> x)
    {
        IReadOnlyList<TensorData> variables = step.Build.Variables(step);
        bool isGiven = step.Settings.Has("mean") && step.Settings.Has("variance");
        if (!isGiven && variables.Count < 2) throw step.Fail("neither the file nor its settings have its mean and variance");
        float[] mean = isGiven ? step.Floats("mean", 0) : variables[0].ToFloats(), variance = isGiven ? step.Floats("variance", 1) : variables[1].ToFloats();
        const float least = 1e-7f; // of Keras' backend
        float[] factor = [.. variance.Select(v => 1 / MathF.Max(MathF.Sqrt(v), least))];
        if (step.Settings.Bool("invert", false)) throw step.Fail("an inverted normalisation is not built");
        Wire centred = x[0].Wire.Subtract(PerChannel(step, x[0], "mean", mean), step.Build.Builder.Unused($"{step.Path}.centred"));
        return x[0].With(centred.Multiply(PerChannel(step, x[0], "factor", factor), step.Path));
    }

    private static Wire PerChannel(KerasStep step, KerasTensor x, string name, float[] values)
    {
        long[] shape = values.Length == 1 ? [] : x.ChannelsFirst ? [values.Length, .. Enumerable.Repeat(1L, x.Rank - 2)] : [values.Length];
        if (values.Length > 1 && values.Length != x.Channels) throw step.Fail($"it has {values.Length} values, its input {x.Channels} channels");
        return step.Build.Builder.Constant($"{step.Path}.{name}", TensorData.Of(values, shape));
    }
}
