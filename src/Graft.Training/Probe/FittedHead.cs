using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Graft.Data.Texts;
using Graft.Graphs;
using Graft.Training.Heads;

namespace Graft.Training.Probe;

/// <summary>A linear head on one vector per example, fitted by the task: logistic regression, one for each label, or ridge regression. All choices are made by cross-validation on the training examples.</summary>
/// <param name="Weight">(K, D), row-major.</param>
/// <param name="Bias">K values.</param>
/// <param name="Answer">What becomes of the logits.</param>
/// <param name="Chosen">What cross-validation chose, and what it said.</param>
internal sealed record FittedHead(float[] Weight, float[] Bias, LinearAnswer Answer, JsonObject Chosen)
{
    /// <summary>Where there are several labels: the choice for each.</summary>
    public IReadOnlyList<ProbeTrial> Trials { get; init; } = [];

    /// <summary>The head as a graph.</summary>
    public Graph Build(ImmutableDictionary<string, long> opsets) => LinearHead.Build(Weight, Bias, opsets, Answer);

    /// <summary>What it says of one example of several labels or numbers.</summary>
    public float[] Apply(ReadOnlySpan<float> features)
    {
        float[] values = new float[Bias.Length];
        for (int k = 0; k < values.Length; k++) values[k] = TensorPrimitives.Dot(features, Weight.AsSpan(k * features.Length, features.Length)) + Bias[k];
        if (Answer == LinearAnswer.Labels) TensorPrimitives.Sigmoid(values, values);
        return values;
    }

    /// <summary>One class out of several.</summary>
    /// <param name="what">What the examples are: texts or photos.</param>
    /// <param name="labels">The class of each.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="fit">Fits classes, so many of them.</param>
    public static FittedHead OneClass(string what, int[] labels, IReadOnlyList<string> classes, Func<int[], int, FittedProbe> fit)
    {
        RequireTwice(what, classes, k => labels.Count(l => l == k));
        FittedProbe probe = fit(labels, classes.Count);
        return new(probe.Weight, probe.Bias, LinearAnswer.OneClass, Told(probe.Chosen, what));
    }

    /// <summary>Any number of labels.</summary>
    /// <param name="what">What the examples are: texts or photos.</param>
    /// <param name="has">The labels of each.</param>
    /// <param name="labels">The names of the labels.</param>
    /// <param name="fit">Fits classes, so many of them.</param>
    public static FittedHead Labels(string what, IReadOnlyList<IReadOnlyList<string>> has, IReadOnlyList<string> labels, Func<int[], int, FittedProbe> fit)
    {
        int[][] classes = [.. labels.Select(label => has.Select(h => h.Contains(label) ? 1 : 0).ToArray())];
        RequireTwice(what, labels, k => Math.Min(classes[k].Sum(), has.Count - classes[k].Sum()));
        FittedProbe[] probes = [.. classes.Select(c => fit(c, 2))];
        int width = probes[0].Weight.Length / 2;
        // The difference of two classes' logits is the logit of the second.
        float[] weight = [.. probes.SelectMany(p => p.Weight[width..].Zip(p.Weight[..width], (yes, no) => yes - no))];
        return new(weight, [.. probes.Select(p => p.Bias[1] - p.Bias[0])], LinearAnswer.Labels, new(labels.Zip(probes, (l, p) => KeyValuePair.Create(l, (JsonNode?)Told(p.Chosen, what))))) { Trials = [.. probes.Select(p => p.Chosen)] };
    }

    /// <summary>One or several numbers, each with its own penalty.</summary>
    /// <param name="what">What the examples are: texts or photos.</param>
    /// <param name="lines">The line of each number.</param>
    /// <param name="names">What the numbers are called; where there is one, it is told without.</param>
    public static FittedHead Numbers(string what, IReadOnlyList<FittedRidge> lines, IReadOnlyList<string> names)
    {
        JsonObject chosen = lines.Count == 1 ? Told(lines[0], what) : new(names.Zip(lines, (n, l) => KeyValuePair.Create(n, (JsonNode?)Told(l, what))));
        return new([.. lines.SelectMany(l => l.Weight)], [.. lines.Select(l => l.Bias)], LinearAnswer.Number, chosen);
    }

    private static JsonObject Told(ProbeTrial chosen, string what) => new()
    {
        ["standardise"] = chosen.Standardise, ["c"] = chosen.C, ["by"] = $"log loss of cross-validation on the training {what}", ["log_loss"] = chosen.LogLoss, ["accuracy"] = chosen.Accuracy,
    };

    private static JsonObject Told(FittedRidge line, string what) =>
        new() { ["penalty"] = line.Chosen.Penalty, ["by"] = $"squared error of cross-validation on the training {what}", ["mse"] = line.Chosen.MeanSquaredError };

    private static void RequireTwice(string what, IReadOnlyList<string> labels, Func<int, int> count)
    {
        string[] rare = [.. labels.Where((_, k) => count(k) < 2).Select(l => $"'{l}'")];
        if (rare.Length > 0) throw new GraftException($"Expected at least 2 training {what} with and without each label, found fewer of {Faulty.Listed(rare)}. Add {what}, or take the labels out.");
    }
}
