using Graft.Data.Texts;
using Graft.Features;
using Graft.Training.Probe;

namespace Graft.Training.Texts;

/// <summary>Fits a linear head on one vector per text; all choices by cross-validation on the training texts.</summary>
internal static class TextHead
{
    private const string What = "texts";

    /// <summary>Fits by the task.</summary>
    public static FittedHead Fit(TextSet set, TextExample[] examples, FeatureSet features, Recipe recipe, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        float[] x = features.Values;
        return set.Task == TextTask.Regression ? FittedHead.Numbers(What, [Ridge.Fit(x, features.Width, [.. examples.Select(e => e.Score)], recipe.Seed, cancel: cancel)], ["score"])
            : Fit(set, examples, (labels, classes) => ProbeFitting.Fit(x, features.Width, labels, classes, new() { BalanceClasses = recipe.BalanceClasses }, recipe.Seed, [.. examples.Select(e => e.Group)], progress, cancel));
    }

    /// <summary>Fits on bags of words.</summary>
    public static FittedHead Fit(TextSet set, TextExample[] examples, SparseRows rows, Recipe recipe, CancellationToken cancel) =>
        Fit(set, examples, (labels, classes) => SparseProbe.Fit(rows, labels, classes, recipe.BalanceClasses, recipe.Seed, cancel));

    private static FittedHead Fit(TextSet set, TextExample[] examples, Func<int[], int, FittedProbe> fit) => set.Task switch
    {
        TextTask.Classification => FittedHead.OneClass(What, [.. examples.Select(e => set.IndexOf(e.Labels[0]))], set.Classes, fit),
        TextTask.MultiLabel => FittedHead.Labels(What, [.. examples.Select(e => e.Labels)], set.Classes, fit),
        _ => throw new GraftException($"There is no linear head on whole texts for {set.Task.Name()}."),
    };
}
