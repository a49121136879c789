using System.Globalization;
using Graft.Evaluation;

namespace Graft.Samples.BloodPressure;

/// <summary>Scores of the answers to a file of sentences, as lines of a Markdown table.</summary>
internal static class Scoring
{
    private static readonly string[] Labels = [Rule.High, Rule.Normal];

    public const string Header = "| who | macro F1 | high: precision / recall | normal: precision / recall | wrong by kind |\n| --- | --- | --- | --- | --- |";

    /// <summary>One line.</summary>
    public static string Line(string who, IReadOnlyList<Sentence> sentences, IReadOnlyList<string> answers)
    {
        float[] sure = [.. answers.SelectMany(a => Labels.Select(l => l == a ? 1f : 0f))];
        ClassificationMetrics m = ClassificationMetrics.Compute(sure, [.. sentences.Select(s => Array.IndexOf(Labels, s.Label))], Labels);
        return string.Create(CultureInfo.InvariantCulture, $"| {who} | {m.MacroF1:F3} | {Of(m, 0)} | {Of(m, 1)} | {Wrong(sentences, answers)} |");
    }

    private static string Of(ClassificationMetrics m, int label) => string.Create(CultureInfo.InvariantCulture, $"{m.PerClass[label].Precision:F2} / {m.PerClass[label].Recall:F2}");

    private static string Wrong(IReadOnlyList<Sentence> sentences, IReadOnlyList<string> answers) => sentences.Any(s => s.Pair > 0)
        ? "pairs right: " + string.Join(", ", Contrast.Score(sentences, answers).Select(k => $"{k.Kind} {k.Right}/{k.Pairs}"))
        : string.Join(", ", sentences.Zip(answers, (s, a) => (s.Kind, Wrong: s.Label != a)).GroupBy(s => s.Kind).OrderByDescending(k => k.Count(s => s.Wrong)).Select(k => $"{k.Key} {k.Count(s => s.Wrong)}/{k.Count()}"));
}
