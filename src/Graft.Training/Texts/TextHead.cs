using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Graft.Data.Texts;
using Graft.Features;
using Graft.Graphs;
using Graft.Training.Heads;
using Graft.Training.Probe;

namespace Graft.Training.Texts;

/// <summary>A fitted linear head on one vector per text.</summary>
/// <param name="Weight">(K, D), row-major.</param>
/// <param name="Bias">K values.</param>
/// <param name="Answer">What becomes of the logits.</param>
/// <param name="Chosen">What cross-validation chose, and what it said.</param>
internal sealed record TextHead(float[] Weight, float[] Bias, LinearAnswer Answer, JsonObject Chosen)
{
    /// <summary>Fits by the task: logistic regression, one for each label, or ridge regression; all choices by cross-validation on the training texts.</summary>
    public static TextHead Fit(TextSet set, TextExample[] examples, FeatureSet features, Recipe recipe, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        float[] x = features.Values;
        return set.Task == TextTask.Regression ? Number(x, features.Width, [.. examples.Select(e => e.Score)], recipe, cancel)
            : Fit(set, examples, (labels, classes) => ProbeFitting.Fit(x, features.Width, labels, classes, new() { BalanceClasses = recipe.BalanceClasses }, recipe.Seed, null, progress, cancel));
    }

    /// <summary>Fits on bags of words.</summary>
    public static TextHead Fit(TextSet set, TextExample[] examples, SparseRows rows, Recipe recipe, CancellationToken cancel) =>
        Fit(set, examples, (labels, classes) => SparseProbe.Fit(rows, labels, classes, recipe.BalanceClasses, recipe.Seed, cancel));

    public Graph Build(ImmutableDictionary<string, long> opsets) => LinearHead.Build(Weight, Bias, opsets, Answer);

    private static TextHead Fit(TextSet set, TextExample[] examples, Func<int[], int, FittedProbe> fit) => set.Task switch
    {
        TextTask.Classification => OneClass([.. examples.Select(e => set.IndexOf(e.Labels[0]))], set.Classes, fit),
        TextTask.MultiLabel => OneForEach(examples, set.Classes, fit),
        _ => throw new GraftException($"There is no linear head on whole texts for {set.Task.Name()}."),
    };

    private static TextHead OneClass(int[] labels, IReadOnlyList<string> classes, Func<int[], int, FittedProbe> fit)
    {
        RequireTwice(classes, k => labels.Count(l => l == k));
        FittedProbe probe = fit(labels, classes.Count);
        return new(probe.Weight, probe.Bias, LinearAnswer.OneClass, Told(probe.Chosen));
    }

    private static TextHead OneForEach(TextExample[] examples, IReadOnlyList<string> labels, Func<int[], int, FittedProbe> fit)
    {
        RequireTwice(labels, k => Math.Min(examples.Count(e => e.Labels.Contains(labels[k])), examples.Count(e => !e.Labels.Contains(labels[k]))));
        FittedProbe[] probes = [.. labels.Select(label => fit([.. examples.Select(e => e.Labels.Contains(label) ? 1 : 0)], 2))];
        int width = probes[0].Weight.Length / 2;
        // The difference of two classes' logits is the logit of the second.
        float[] weight = [.. probes.SelectMany(p => p.Weight[width..].Zip(p.Weight[..width], (has, not) => has - not))];
        return new(weight, [.. probes.Select(p => p.Bias[1] - p.Bias[0])], LinearAnswer.Labels, new(labels.Zip(probes, (l, p) => KeyValuePair.Create(l, (JsonNode?)Told(p.Chosen)))));
    }

    private static TextHead Number(float[] x, int width, double[] targets, Recipe recipe, CancellationToken cancel)
    {
        FittedRidge ridge = Ridge.Fit(x, width, targets, recipe.Seed, cancel);
        return new(ridge.Weight, [ridge.Bias], LinearAnswer.Number,
            new() { ["penalty"] = ridge.Chosen.Penalty, ["by"] = "squared error of cross-validation on the training texts", ["mse"] = ridge.Chosen.MeanSquaredError });
    }

    private static JsonObject Told(ProbeTrial chosen) => new()
    {
        ["standardise"] = chosen.Standardise, ["c"] = chosen.C, ["by"] = "log loss of cross-validation on the training texts", ["log_loss"] = chosen.LogLoss, ["accuracy"] = chosen.Accuracy,
    };

    private static void RequireTwice(IReadOnlyList<string> labels, Func<int, int> count)
    {
        string[] rare = [.. labels.Where((_, k) => count(k) < 2).Select(l => $"'{l}'")];
        if (rare.Length > 0) throw new GraftException($"Expected at least 2 training texts with and without each label, found fewer of {Faulty.Listed(rare)}. Add texts, or take the labels out.");
    }
}
