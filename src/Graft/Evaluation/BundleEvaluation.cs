using Graft.Bundles;
using Graft.Data;

namespace Graft.Evaluation;

/// <summary>A model's scores on labelled photos, with everything that was left out.</summary>
/// <param name="Metrics">The scores.</param>
/// <param name="Outcomes">What the model said of each photo.</param>
/// <param name="Skipped">Photos that could not be read.</param>
public sealed record BundleScores(ClassificationMetrics Metrics, IReadOnlyList<PredictionOutcome> Outcomes, IReadOnlyList<Notice> Skipped);

/// <summary>Scores a bundle on labelled photos, with the same code that predicts.</summary>
public static class BundleEvaluation
{
    /// <summary>Predicts every photo and compares.</summary>
    /// <exception cref="GraftException">A label that the model does not know, or no readable photo.</exception>
    public static BundleScores Run(Predictor predictor, IReadOnlyList<Example> examples, CancellationToken cancel = default)
    {
        string[] unknown = [.. examples.Select(e => e.Label).Distinct().Except(predictor.Labels).Order(StringComparer.Ordinal)];
        if (unknown.Length > 0)
            throw new GraftException($"The data have labels that the model does not know: {string.Join(", ", unknown.Select(u => $"'{u}'"))}. It knows {string.Join(", ", predictor.Labels.Select(l => $"'{l}'"))}.");
        IReadOnlyList<PredictionOutcome> outcomes = predictor.PredictAll([.. examples.Select(e => e.Path)], cancel);
        int[] read = [.. Enumerable.Range(0, examples.Count).Where(i => outcomes[i].Prediction is not null)];
        if (read.Length == 0) throw new GraftException($"None of the {examples.Count} photos can be read; the first: {outcomes[0].Error}");
        string[] labels = [.. predictor.Labels];
        float[] probabilities = [.. read.SelectMany(i => labels.Select(l => (float)outcomes[i].Prediction!.Probabilities[l]))];
        ClassificationMetrics metrics = ClassificationMetrics.Compute(probabilities, [.. read.Select(i => Array.IndexOf(labels, examples[i].Label))], labels);
        return new(metrics, outcomes, [.. outcomes.Where(o => o.Error is not null).Select(o => new Notice(o.Input, o.Error!))]);
    }
}
