using System.Numerics.Tensors;
using Graft.Data;
using Graft.Evaluation;
using Graft.Features;
using Graft.Graphs;
using Graft.Reports;
using Graft.Training.Loop;
using Graft.Training.Probe;

namespace Graft.Training;

/// <summary>Features with their labels and parts: fits on train, scores on the rest.</summary>
internal sealed class LabelledFeatures(FeatureSet features, ExampleSet examples, Part[] parts)
{
    private readonly ILookup<Part, int> _rows = Enumerable.Range(0, features.Rows.Count).ToLookup(r => parts[features.Rows[r]]);

    /// <summary>Photos that were used, by part.</summary>
    public IReadOnlyDictionary<string, int> Counts => _rows.OrderBy(g => g.Key).ToDictionary(g => g.Key.Name(), g => g.Count());

    /// <summary>Each class needs two readable training photos.</summary>
    public void RequireLearnable()
    {
        HashSet<int> learned = [.. Labels(_rows[Part.Train]).GroupBy(l => l).Where(g => g.Count() > 1).Select(g => g.Key)];
        string[] lost = [.. examples.Classes.Where((_, k) => !learned.Contains(k))];
        if (lost.Length == 0) return;
        string first = features.Skipped.Count > 0 ? $" {features.Skipped.Count} photos could not be read; the first: {features.Skipped[0].Path}: {features.Skipped[0].Reason}" : "";
        throw new GraftException($"Expected at least 2 readable training photos per class, found fewer of {string.Join(", ", lost.Select(l => $"'{l}'"))}.{first}");
    }

    /// <summary>Fits a head on some examples.</summary>
    public FittedProbe Fit(int[] chosen, ProbeOptions options, long seed, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        int[] rows = RowsOf(chosen);
        return ProbeFitting.Fit(features.Select(rows), features.Width, Labels(rows), examples.Classes.Count, options, seed, Groups(rows), progress, cancel);
    }

    /// <summary>How a head does on some examples.</summary>
    public ValidationScore Judge(FittedProbe probe, int[] chosen)
    {
        int[] rows = RowsOf(chosen);
        ClassificationMetrics metrics = ClassificationMetrics.ComputeFromLogits(Logits(probe, rows), Labels(rows), examples.Classes);
        return new(metrics.LogLoss, metrics.Accuracy);
    }

    /// <summary>A fifth of some examples set aside, stratified by class; groups stay together.</summary>
    public (int[] Kept, int[] Held) HoldOut(int[] chosen, long seed)
    {
        ExampleSet some = examples with { Examples = [.. chosen.Select(e => examples.Examples[e] with { Part = null })] };
        Part[] shared = Partition.Of(some, new(80, 20, 0), seed);
        return ([.. chosen.Where((_, i) => shared[i] == Part.Train)], [.. chosen.Where((_, i) => shared[i] == Part.Validation)]);
    }

    /// <summary>What heads score on training photos that they have not seen.</summary>
    public CrossValidationScores CrossValidate(Recipe recipe, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        int[] rows = [.. _rows[Part.Train]];
        CrossValidationOptions options = new() { Folds = recipe.Folds, Repeats = Math.Max(1, recipe.Repeats), Groups = Groups(rows), Probe = new() { BalanceClasses = recipe.BalanceClasses } };
        return CrossValidation.Run(features.Select(rows), features.Width, Labels(rows), examples.Classes, options, recipe.Seed, progress, cancel);
    }

    /// <summary>What models score on training photos that they have not seen.</summary>
    /// <param name="recipe">Folds and repetitions.</param>
    /// <param name="learn">A model that learned from some photos: numbers of the fold, then the photos as indices into the data set.</param>
    /// <param name="preprocessing">What photos go through.</param>
    /// <param name="home">The folder below which features are cached.</param>
    public CrossValidationScores CrossValidate(Recipe recipe, Func<Fold, int[], Graph> learn, Preprocessing preprocessing, string home)
    {
        int[] rows = [.. _rows[Part.Train]], labels = Labels(rows);
        CrossValidationOptions options = new() { Folds = recipe.Folds, Repeats = Math.Max(1, recipe.Repeats), Groups = Groups(rows) };
        return CrossValidation.Run(labels, options, recipe.Seed, fold =>
        {
            float[] logits = Logits(learn(fold, [.. fold.Train.Select(i => features.Rows[rows[i]])]), preprocessing, home, [.. fold.Held.Select(i => rows[i])]);
            return [.. Softmax.Rows(new ScoreTable(logits, [.. fold.Held.Select(i => labels[i])], examples.Classes.Count)).Chunk(examples.Classes.Count)];
        }, (held, said) => ClassificationMetrics.Compute([.. said.SelectMany(p => p)], [.. held.Select(i => labels[i])], examples.Classes));
    }

    /// <summary>Training photos whose label is likely wrong.</summary>
    public IReadOnlyList<SuspectedExample> Suspects(ProbeTrial chosen, long seed, CancellationToken cancel)
    {
        int[] rows = [.. _rows[Part.Train]];
        return SuspectedLabels.Of(features.Select(rows), features.Width, [.. rows.Select(r => examples.Examples[features.Rows[r]].Path)], Labels(rows), examples.Classes, chosen, seed, Groups(rows), cancel);
    }

    /// <summary>The true classes of a part.</summary>
    public int[] Labels(PartLogits of) => Labels(of.Rows);

    /// <summary>Photos of a part that can be read, as indices into the data set.</summary>
    public int[] ExamplesOf(Part part) => [.. _rows[part].Select(r => features.Rows[r])];

    /// <summary>What a head says of all photos that aren't learned from.</summary>
    public IReadOnlyList<PartLogits> Logits(FittedProbe probe) => [.. Held().Select(g => new PartLogits(g.Key, [.. g], Logits(probe, [.. g])))];

    /// <summary>What a trained model, which puts out 'logits', says of all photos that aren't learned from.</summary>
    public IReadOnlyList<PartLogits> Logits(Graph model, Preprocessing preprocessing, string home) => [.. Held().Select(g => new PartLogits(g.Key, [.. g], Logits(model, preprocessing, home, [.. g])))];

    /// <summary>Scores by part.</summary>
    public Dictionary<string, ClassificationMetrics> Score(IReadOnlyList<PartLogits> said) =>
        said.ToDictionary(p => p.Part.Name(), p => ClassificationMetrics.ComputeFromLogits(p.Logits, Labels(p.Rows), examples.Classes));

    /// <summary>What was said of every example that was scored.</summary>
    public IReadOnlyList<ScoredPart> Outcomes(IReadOnlyList<PartLogits> said, IReadOnlyDictionary<string, ClassificationMetrics> scores) => [.. said.Select(p =>
    {
        int[] labels = Labels(p.Rows);
        float[][] probabilities = [.. Softmax.Rows(new ScoreTable(p.Logits, labels, examples.Classes.Count)).Chunk(examples.Classes.Count)];
        return new ScoredPart(p.Part.Name(), scores[p.Part.Name()], [.. p.Rows.Select((r, i) => new ScoredExample(examples.Examples[features.Rows[r]].Path, labels[i], probabilities[i]))]);
    })];

    private IEnumerable<IGrouping<Part, int>> Held() => _rows.Where(g => g.Key != Part.Train).OrderBy(g => g.Key);

    private float[] Logits(Graph model, Preprocessing preprocessing, string home, int[] rows)
    {
        using FeatureExtractor extractor = new(model.Between([model.Inputs[0].Name], ["logits"]), preprocessing, home);
        return extractor.Compute([.. rows.Select(r => examples.Examples[features.Rows[r]].Path)]).ToSet(examples.Classes.Count).Values;
    }

    private float[] Logits(FittedProbe probe, int[] rows)
    {
        int classes = probe.Bias.Length;
        float[] logits = new float[rows.Length * classes];
        for (int i = 0; i < logits.Length; i++)
        {
            int k = i % classes;
            logits[i] = TensorPrimitives.Dot(features.Row(rows[i / classes]), probe.Weight.AsSpan(k * features.Width, features.Width)) + probe.Bias[k];
        }
        return logits;
    }

    private int[] RowsOf(int[] chosen)
    {
        Dictionary<int, int> rows = features.Rows.Index().ToDictionary(r => r.Item, r => r.Index);
        return [.. chosen.Select(e => rows[e])];
    }

    private string?[] Groups(int[] rows) => [.. rows.Select(r => examples.Examples[features.Rows[r]].Group)];

    private int[] Labels(IEnumerable<int> rows) => [.. rows.Select(r => examples.IndexOf(examples.Examples[features.Rows[r]].Label))];
}

/// <summary>What a model says of the photos of a part.</summary>
/// <param name="Part">Validation or test.</param>
/// <param name="Rows">The photos, as rows of the features.</param>
/// <param name="Logits">A row of K values for each.</param>
internal sealed record PartLogits(Part Part, int[] Rows, float[] Logits);
