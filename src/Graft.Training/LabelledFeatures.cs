using System.Numerics.Tensors;
using Graft.Data;
using Graft.Evaluation;
using Graft.Features;
using Graft.Reports;
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

    public FittedProbe FitOnTrain(ProbeOptions options, long seed, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        int[] rows = [.. _rows[Part.Train]];
        return ProbeFitting.Fit(features.Select(rows), features.Width, Labels(rows), examples.Classes.Count, options, seed, progress, cancel);
    }

    public Dictionary<string, ClassificationMetrics> Score(FittedProbe probe) => _rows.Where(g => g.Key != Part.Train).OrderBy(g => g.Key).ToDictionary(g => g.Key.Name(), g =>
    {
        int[] rows = [.. g];
        return ClassificationMetrics.ComputeFromLogits(Logits(probe, rows), Labels(rows), examples.Classes);
    });

    /// <summary>What the head says of every example that was scored.</summary>
    public IReadOnlyList<ScoredPart> Outcomes(FittedProbe probe, IReadOnlyDictionary<string, ClassificationMetrics> scores) => [.. _rows.Where(g => g.Key != Part.Train).OrderBy(g => g.Key).Select(g =>
    {
        int[] rows = [.. g], labels = Labels(rows);
        float[][] probabilities = [.. Softmax.Rows(new ScoreTable(Logits(probe, rows), labels, examples.Classes.Count)).Chunk(examples.Classes.Count)];
        return new ScoredPart(g.Key.Name(), scores[g.Key.Name()], [.. rows.Select((r, i) => new ScoredExample(examples.Examples[features.Rows[r]].Path, labels[i], probabilities[i]))]);
    })];

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

    private int[] Labels(IEnumerable<int> rows) => [.. rows.Select(r => examples.IndexOf(examples.Examples[features.Rows[r]].Label))];
}
