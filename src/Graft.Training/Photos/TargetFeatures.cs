using Graft.Data;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Features;
using Graft.Graphs;
using Graft.Training.Probe;

namespace Graft.Training.Photos;

/// <summary>Features of photos with several labels or numbers: fits on train, and says what a head or a model gives the rest.</summary>
internal sealed class TargetFeatures(FeatureSet features, ExampleSet set, Part[] parts)
{
    private const string What = "photos";
    private readonly ILookup<Part, int> _rows = Enumerable.Range(0, features.Rows.Count).ToLookup(r => parts[features.Rows[r]]);

    /// <summary>Photos that were used, by part.</summary>
    public IReadOnlyDictionary<string, int> Counts => _rows.OrderBy(g => g.Key).ToDictionary(g => g.Key.Name(), g => g.Count());

    /// <summary>Photos of a part that can be read, as indices into the data set.</summary>
    public int[] IndicesOf(Part part) => [.. _rows[part].Select(r => features.Rows[r])];

    /// <summary>Photos of a part that can be read.</summary>
    public Example[] ExamplesOf(Part part) => [.. IndicesOf(part).Select(i => set.Examples[i])];

    /// <summary>Parts that are not learned from.</summary>
    public Part[] Held => [.. _rows.Select(g => g.Key).Where(p => p != Part.Train).Order()];

    /// <summary>Fits a head on the training photos.</summary>
    /// <exception cref="GraftException">Too few photos have a label, or lack it.</exception>
    public FittedHead Fit(Recipe recipe, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        Example[] train = ExamplesOf(Part.Train);
        string?[] groups = [.. train.Select(e => e.Group)];
        float[] x = features.Select([.. _rows[Part.Train]]);
        return set.Task == TextTask.MultiLabel
            ? FittedHead.Labels(What, [.. train.Select(e => e.Labels)], set.Classes, (labels, classes) => ProbeFitting.Fit(x, features.Width, labels, classes, new() { BalanceClasses = recipe.BalanceClasses }, recipe.Seed, groups, progress, cancel))
            : FittedHead.Numbers(What, [.. set.Targets.Select((_, k) => Ridge.Fit(x, features.Width, [.. train.Select(e => e.Numbers[k])], recipe.Seed, groups, cancel))], set.Targets);
    }

    /// <summary>What a head says of each part that is not learned from: (photos, values).</summary>
    public Dictionary<Part, float[]> Outputs(FittedHead head) => Held.ToDictionary(p => p, p => (float[])[.. _rows[p].SelectMany(r => head.Apply(features.Row(r)))]);

    /// <summary>What a whole model says of each part that is not learned from: (photos, values).</summary>
    public Dictionary<Part, float[]> Outputs(Graph model, Preprocessing preprocessing, string home)
    {
        using FeatureExtractor extractor = new(model, preprocessing, home);
        return Held.ToDictionary(p => p, p => extractor.Compute([.. ExamplesOf(p).Select(e => e.Path)]).ToSet(set.Outputs).Values);
    }

    /// <summary>Thresholds by the probabilities of training photos, each by a head that has not seen it.</summary>
    public double[] CrossValidatedThresholds(FittedHead head, Recipe recipe, CancellationToken cancel)
    {
        Example[] train = ExamplesOf(Part.Train);
        float[] x = features.Select([.. _rows[Part.Train]]);
        CrossValidationOptions options = new() { Groups = [.. train.Select(e => e.Group)], Probe = new() { BalanceClasses = recipe.BalanceClasses } };
        return [.. set.Classes.Select((label, k) =>
        {
            int[] has = [.. train.Select(e => e.Labels.Contains(label) ? 1 : 0)];
            float[] both = CrossValidation.Probabilities(x, features.Width, has, 2, head.Trials[k], options, recipe.Seed, cancel);
            return LabelThresholds.Choose([.. both.Where((_, i) => i % 2 == 1)], [.. has.Select(h => h == 1)], 1)[0];
        })];
    }
}
