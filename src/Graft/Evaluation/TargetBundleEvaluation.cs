using Graft.Bundles;
using Graft.Data;
using Graft.Data.Texts;

namespace Graft.Evaluation;

/// <summary>A model's scores on photos with several labels or numbers, with everything that was left out.</summary>
/// <param name="Metrics">The scores.</param>
/// <param name="Skipped">Photos that could not be read.</param>
public sealed record TargetBundleScores(TaskMetrics Metrics, IReadOnlyList<Notice> Skipped);

/// <summary>Scores a bundle on photos with several labels or numbers, with the same code that predicts.</summary>
public static class TargetBundleEvaluation
{
    /// <summary>Predicts every photo and compares.</summary>
    /// <exception cref="GraftException">A label that the model does not know, or no readable photo.</exception>
    public static TargetBundleScores Run(TargetPredictor predictor, IReadOnlyList<Example> examples, CancellationToken cancel = default)
    {
        string[] unknown = [.. examples.SelectMany(e => e.Labels).Distinct().Except(predictor.Names).Order(StringComparer.Ordinal).Select(u => $"'{u}'")];
        if (unknown.Length > 0) throw new GraftException($"The data have labels that the model does not know: {Faulty.Listed(unknown)}. It knows {Faulty.Listed([.. predictor.Names.Select(l => $"'{l}'")])}.");
        (float[]? Output, string? Error)[] outputs = predictor.Outputs([.. examples.Select(e => e.Path)], cancel);
        int[] read = [.. Enumerable.Range(0, examples.Count).Where(i => outputs[i].Output is not null)];
        if (read.Length == 0) throw new GraftException($"None of the {examples.Count} photos can be read; the first: {outputs[0].Error}");
        TaskMetrics metrics = TargetScoring.Of(predictor.Task, predictor.Names, [.. read.Select(i => examples[i])], [.. read.SelectMany(i => outputs[i].Output!)], predictor.Thresholds);
        return new(metrics, [.. outputs.Zip(examples).Where(o => o.First.Error is not null).Select(o => new Notice(o.Second.Path, o.First.Error!))]);
    }
}
