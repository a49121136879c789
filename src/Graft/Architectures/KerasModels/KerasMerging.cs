using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>Layers with several inputs.</summary>
internal static class KerasMerging
{
    public static IEnumerable<KeyValuePair<string, KerasLayers.Maker>> All =>
    [
        new("Add", (step, x) => Fold(step, x, (a, b, path) => a.Add(b, path))),
        new("Subtract", (step, x) => Fold(step, x, (a, b, path) => a.Subtract(b, path))),
        new("Multiply", (step, x) => Fold(step, x, (a, b, path) => a.Multiply(b, path))),
        new("Average", Average),
        new("Maximum", (step, x) => Fold(step, x, (a, b, path) => Pairwise("Max", a, b, path))),
        new("Minimum", (step, x) => Fold(step, x, (a, b, path) => Pairwise("Min", a, b, path))),
        new("Concatenate", Concatenate),
    ];

    private static KerasTensor Fold(KerasStep step, IReadOnlyList<KerasTensor> inputs, Func<Wire, Wire, string, Wire> join)
    {
        if (inputs.Count == 1 && KerasArithmetic.Constant(step) is not null) return KerasArithmetic.Apply(step, inputs[0], join);
        if (inputs.Count < 2) throw step.Fail($"it joins {inputs.Count} inputs, expected two or more");
        IReadOnlyList<KerasTensor> same = Alike(inputs);
        Wire result = same[0].Wire;
        for (int i = 1; i < same.Count; i++) result = join(result, same[i].Wire, i == same.Count - 1 ? step.Path : step.Build.Builder.Unused($"{step.Path}.part"));
        return same[0].With(result);
    }

    private static KerasTensor Average(KerasStep step, IReadOnlyList<KerasTensor> inputs)
    {
        KerasTensor sum = Fold(step with { Path = step.Build.Builder.Unused($"{step.Path}.sum") }, inputs, (a, b, path) => a.Add(b, path));
        return sum.With(sum.Wire.Scale(1f / inputs.Count, step.Path));
    }

    private static KerasTensor Concatenate(KerasStep step, IReadOnlyList<KerasTensor> inputs)
    {
        IReadOnlyList<KerasTensor> same = Alike(inputs);
        int axis = same[0].AxisOf(step.Settings.Int("axis", -1));
        if (axis < 1 || same.Any(s => s.Rank != same[0].Rank)) throw step.Fail("its inputs have different ranks, or it joins along the batch");
        return same[0].With(same[0].Wire.Concat([.. same.Skip(1).Select(s => s.Wire)], axis, step.Path));
    }

    /// <summary>All with channels first where the first has them so; where ranks differ, as Keras has them, which is how it broadcasts.</summary>
    private static IReadOnlyList<KerasTensor> Alike(IReadOnlyList<KerasTensor> inputs)
    {
        bool first = inputs[0].ChannelsFirst && inputs.All(i => i.Rank == inputs[0].Rank);
        return [.. inputs.Select(i => first ? KerasTensor.OfFirst(i.First) : KerasTensor.OfLast(i.Last))];
    }

    private static Wire Pairwise(string opType, Wire a, Wire b, string path)
    {
        Wire shape = a.Rank >= b.Rank ? a : b;
        return a.Builder.Node(opType, path, [a, b], shape.Shape, a.Type);
    }
}
