using Graft.Bundles;
using Graft.Data.Texts;

namespace Graft.Evaluation;

/// <summary>Scores what a model of texts puts out, by its task; training and evaluation of bundles share it.</summary>
internal static class TextScoring
{
    /// <summary>Compares outputs with labels.</summary>
    /// <param name="task">What was asked.</param>
    /// <param name="labels">Labels in the order of the outputs.</param>
    /// <param name="examples">What is true.</param>
    /// <param name="outputs">Per example: probabilities (K), a number (1), or the tags' probabilities of each word (words x K).</param>
    public static TaskMetrics Of(TextTask task, IReadOnlyList<string> labels, IReadOnlyList<TextExample> examples, float[][] outputs)
    {
        float[] flat = [.. outputs.SelectMany(o => o)];
        return task switch
        {
            TextTask.Classification => ClassificationMetrics.Compute(flat, [.. examples.Select(e => IndexOf(labels, e.Labels[0]))], labels),
            TextTask.MultiLabel => MultilabelMetrics.Compute(flat, [.. examples.SelectMany(e => labels.Select(e.Labels.Contains))], labels),
            TextTask.Regression or TextTask.Similarity => RegressionMetrics.Compute(flat, [.. examples.Select(e => (float)e.Score)]),
            _ => TaggingMetrics.Compute([.. outputs.Select(o => TagOutputs.Tags(o, labels))], [.. examples.Select(e => e.Labels)]),
        };
    }

    private static int IndexOf(IReadOnlyList<string> labels, string label) => Enumerable.Range(0, labels.Count).First(k => labels[k] == label);
}
