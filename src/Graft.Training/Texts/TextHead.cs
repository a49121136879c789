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
        return set.Task switch
        {
            TextTask.Classification => OneClass(x, features.Width, [.. examples.Select(e => set.IndexOf(e.Labels[0]))], set.Classes, recipe, progress, cancel),
            TextTask.MultiLabel => OneForEach(x, features.Width, examples, set.Classes, recipe, progress, cancel),
            TextTask.Regression => Number(x, features.Width, [.. examples.Select(e => e.Score)], recipe, cancel),
            _ => throw new GraftException($"There is no linear head on whole texts for {set.Task.Name()}."),
        };
    }

    public Graph Build(ImmutableDictionary<string, long> opsets) => LinearHead.Build(Weight, Bias, opsets, Answer);

    private static TextHead OneClass(float[] x, int width, int[] labels, IReadOnlyList<string> classes, Recipe recipe, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        RequireTwice(classes, k => labels.Count(l => l == k));
        FittedProbe probe = ProbeFitting.Fit(x, width, labels, classes.Count, new() { BalanceClasses = recipe.BalanceClasses }, recipe.Seed, null, progress, cancel);
        return new(probe.Weight, probe.Bias, LinearAnswer.OneClass, Told(probe.Chosen));
    }

    private static TextHead OneForEach(float[] x, int width, TextExample[] examples, IReadOnlyList<string> labels, Recipe recipe, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        RequireTwice(labels, k => Math.Min(examples.Count(e => e.Labels.Contains(labels[k])), examples.Count(e => !e.Labels.Contains(labels[k]))));
        FittedProbe[] probes = [.. labels.Select(label => ProbeFitting.Fit(x, width, [.. examples.Select(e => e.Labels.Contains(label) ? 1 : 0)], 2, new() { BalanceClasses = recipe.BalanceClasses }, recipe.Seed, null, progress, cancel))];
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
