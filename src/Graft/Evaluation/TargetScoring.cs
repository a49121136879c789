using Graft.Data;
using Graft.Data.Texts;

namespace Graft.Evaluation;

/// <summary>Scores the labels or numbers that a model gives photos; training and evaluation of bundles share it.</summary>
internal static class TargetScoring
{
    /// <summary>Compares outputs with what is true.</summary>
    /// <param name="task">Several labels or numbers.</param>
    /// <param name="names">Labels, or what the numbers are called, in the order of the outputs.</param>
    /// <param name="examples">What is true.</param>
    /// <param name="outputs">(examples, names), row-major: probabilities or numbers.</param>
    /// <param name="thresholds">One for each label; null for numbers, or 0.5.</param>
    public static TaskMetrics Of(TextTask task, IReadOnlyList<string> names, IReadOnlyList<Example> examples, float[] outputs, IReadOnlyList<double>? thresholds)
    {
        if (task == TextTask.MultiLabel) return MultilabelMetrics.Compute(outputs, Has(names, examples), names, thresholds);
        float[] truths = [.. examples.SelectMany(e => e.Numbers.Select(n => (float)n))];
        return names.Count == 1 ? RegressionMetrics.Compute(outputs, truths) : MultiRegressionMetrics.Compute(outputs, truths, names);
    }

    /// <summary>(examples, labels): whether the example has the label.</summary>
    public static bool[] Has(IReadOnlyList<string> labels, IReadOnlyList<Example> examples) => [.. examples.SelectMany(e => labels.Select(e.Labels.Contains))];
}
