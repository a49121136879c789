using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>LSTM, GRU, simple recurrence, and both directions of each, as one ONNX node over time. Gates change their order: Keras' LSTM has i, f, c, o, ONNX i, o, f, c.</summary>
internal static class KerasRecurrent
{
    private static readonly Dictionary<string, (string OpType, int[] Gates)> Kinds = new()
    {
        ["LSTM"] = ("LSTM", [0, 3, 1, 2]), ["GRU"] = ("GRU", [0, 1, 2]), ["SimpleRNN"] = ("RNN", [0]),
    };

    private static readonly Dictionary<string, string> Activations = new() { ["tanh"] = "Tanh", ["sigmoid"] = "Sigmoid", ["relu"] = "Relu" };

    public static IEnumerable<KeyValuePair<string, KerasLayers.Maker>> All =>
        [.. Kinds.Keys.Select(kind => KeyValuePair.Create<string, KerasLayers.Maker>(kind, (step, x) => Run(step, x[0], [step.Layer]))), new("Bidirectional", Bidirectional)];

    private static KerasTensor Bidirectional(KerasStep step, IReadOnlyList<KerasTensor> x)
    {
        if (step.Layer.Wrapped("layer") is not { } forward || !Kinds.ContainsKey(forward.Kind)) throw step.Fail("only LSTM, GRU and SimpleRNN are built in both directions");
        if (step.Layer.Wrapped("backward_layer") is { } own && own.Kind != forward.Kind) throw step.Fail("its two directions are of different classes");
        string merge = step.Settings.Text("merge_mode", "concat");
        if (merge != "concat") throw step.Fail($"it merges by '{merge}'; concat is built");
        return Run(step, x[0], [forward, forward]);
    }

    private static KerasTensor Run(KerasStep step, KerasTensor x, KerasLayer[] directions)
    {
        KerasStep inner = step with { Layer = directions[0] };
        (string opType, int[] gates) = Kinds[directions[0].Kind];
        long hidden = inner.Settings.Int("units", 1);
        bool sequences = inner.Settings.Bool("return_sequences", false), backwards = inner.Settings.Bool("go_backwards", false);
        if (inner.Settings.Bool("return_state", false) || inner.Settings.Bool("stateful", false)) throw step.Fail("states that go in or out are not built");
        if (inner.Settings.Bool("time_major", false)) throw step.Fail("time comes before the batch, which is not built");
        if (backwards && (sequences || directions.Length == 2)) throw step.Fail("a reversed sequence is built only where its last step alone is returned");
        Wire time = x.Last.Transpose([1, 0, 2], step.Build.Builder.Unused($"{step.Path}.time_first"));
        Wire[] parameters = Parameters(step, inner, directions.Length, hidden, time.Size(-1), gates);
        IReadOnlyList<Wire> outputs = time.Builder.Nodes(opType, $"{step.Path}.cells", [time, .. parameters], [$"{step.Path}.all", $"{step.Path}.last"],
            [[time.Shape[0], directions.Length, time.Shape[1], hidden], [directions.Length, time.Shape[1], hidden]], time.Type, Attributes(inner, opType, directions.Length, hidden, backwards));
        return KerasTensor.OfLast(sequences ? Joined(step, outputs[0], [2, 0, 1, 3], [0, 0, directions.Length * hidden]) : Joined(step, outputs[1], [1, 0, 2], [0, directions.Length * hidden]));
    }

    private static Wire Joined(KerasStep step, Wire output, int[] order, long[] shape) =>
        output.Transpose(order, step.Build.Builder.Unused($"{step.Path}.batch_first")).Reshape(shape, step.Path);

    private static (string, object)[] Attributes(KerasStep inner, string opType, int directions, long hidden, bool backwards)
    {
        string cell = Activation(inner, "activation", "tanh"), gate = opType == "RNN" ? "" : Activation(inner, "recurrent_activation", "sigmoid");
        string[] once = opType switch { "LSTM" => [gate, cell, cell], "GRU" => [gate, cell], _ => [cell] };
        List<(string, object)> attributes =
        [
            ("hidden_size", hidden), ("direction", directions == 2 ? "bidirectional" : backwards ? "reverse" : "forward"), ("activations", directions == 2 ? [.. once, .. once] : once),
        ];
        if (opType == "GRU") attributes.Add(("linear_before_reset", ResetsAfter(inner) ? 1L : 0L));
        return [.. attributes];
    }

    private static string Activation(KerasStep inner, string key, string orElse)
    {
        string name = KerasActivations.NameOf(inner.Layer.Settings, key) ?? orElse;
        return Activations.TryGetValue(name, out string? onnx) ? onnx : throw inner.Fail($"its {key} is {name}; {string.Join(", ", Activations.Keys)} are built");
    }

    /// <summary>Keras 2 and later reset after the product; files of Keras 1 say nothing.</summary>
    private static bool ResetsAfter(KerasStep inner) => inner.Settings.Bool("reset_after", false);

    /// <summary>ONNX's W, R and B, with the directions one behind the other.</summary>
    private static Wire[] Parameters(KerasStep step, KerasStep inner, int directions, long hidden, long inputs, int[] gates)
    {
        IReadOnlyList<TensorData> variables = step.Build.Variables(step);
        bool biased = inner.Settings.Bool("use_bias", true), twoBiases = inner.Layer.Kind == "GRU" && ResetsAfter(inner);
        int each = biased ? 3 : 2;
        if (variables.Count != each * directions) throw step.Fail($"it needs {each * directions} variables, the file has {variables.Count}");
        long width = gates.Length * hidden;
        List<float> kernels = [], recurrent = [], biases = [];
        for (int direction = 0; direction < directions; direction++)
        {
            TensorData[] own = [.. variables.Skip(direction * each).Take(each)];
            kernels.AddRange(Gates(step, own[0], [inputs, width], hidden, gates));
            recurrent.AddRange(Gates(step, own[1], [hidden, width], hidden, gates));
            biases.AddRange(Bias(step, biased ? own[2] : null, twoBiases, hidden, gates));
        }
        return
        [
            step.Build.Given(step, "W", TensorData.Of(kernels.ToArray(), directions, width, inputs)),
            step.Build.Given(step, "R", TensorData.Of(recurrent.ToArray(), directions, width, hidden)),
            step.Build.Given(step, "B", TensorData.Of(biases.ToArray(), directions, 2 * width)),
        ];
    }

    /// <summary>(inputs, gates * hidden) to (gates * hidden, inputs), the gates in ONNX's order.</summary>
    private static IEnumerable<float> Gates(KerasStep step, TensorData kernel, long[] shape, long hidden, int[] gates)
    {
        if (!kernel.Shape.SequenceEqual(shape)) throw step.Fail($"a kernel should have shape {TensorData.Describe(shape)}, the file has {TensorData.Describe(kernel.Shape)}");
        float[] rows = TensorChange.Permute(kernel.ToFloat32(), shape, [1, 0]).ToFloats();
        int block = (int)(hidden * shape[0]);
        return gates.SelectMany(g => rows.AsSpan(g * block, block).ToArray());
    }

    /// <summary>The input's bias, then the state's; Keras has the second only where GRU resets after the product.</summary>
    private static float[] Bias(KerasStep step, TensorData? bias, bool two, long hidden, int[] gates)
    {
        int width = (int)(gates.Length * hidden);
        float[] values = bias?.ToFloats() ?? new float[two ? 2 * width : width];
        if (values.Length != (two ? 2 * width : width)) throw step.Fail($"its bias {TensorData.Describe(bias!.Shape)} has not {(two ? 2 * width : width)} values");
        float[] both = two ? values : [.. values, .. new float[width]];
        return [.. new[] { 0, width }.SelectMany(start => gates.SelectMany(g => both.AsSpan(start + (int)(g * hidden), (int)hidden).ToArray()))];
    }
}
