using Graft.Bundles;
using Graft.Data.Texts;

namespace Graft.Evaluation;

/// <summary>A model's scores on labelled texts.</summary>
/// <param name="Metrics">The scores.</param>
/// <param name="CutTexts">How many texts were longer than the model takes, and cut.</param>
public sealed record TextBundleScores(TaskMetrics Metrics, int CutTexts);

/// <summary>Scores a bundle on labelled texts, with the same code that predicts.</summary>
public static class TextBundleEvaluation
{
    /// <summary>Predicts every text and compares.</summary>
    /// <exception cref="GraftException">A label that the model does not know, with its place.</exception>
    public static TextBundleScores Run(TextPredictor predictor, IReadOnlyList<TextExample> examples, CancellationToken cancel = default) => RunWithOutputs(predictor, examples, cancel).Scores;

    /// <summary>The scores, and per example what they are computed from.</summary>
    internal static (TextBundleScores Scores, float[][] Outputs) RunWithOutputs(TextPredictor predictor, IReadOnlyList<TextExample> examples, CancellationToken cancel)
    {
        HashSet<string> known = [.. predictor.Labels];
        string[] unknown = [.. examples.SelectMany(e => e.Labels.Where(l => !known.Contains(l)).Select(l => (Label: l, e.Place))).DistinctBy(u => u.Label).Select(u => $"'{u.Label}' ({u.Place})")];
        if (unknown.Length > 0)
            throw new GraftException($"The data have labels that the model does not know: {Faulty.Listed(unknown)}. It knows {Faulty.Listed([.. predictor.Labels.Select(l => $"'{l}'")])}.");
        (float[][] outputs, int cut) = predictor.Outputs(examples, cancel);
        return (new(TextScoring.Of(predictor.Task, predictor.Labels, examples, outputs), cut), outputs);
    }
}
