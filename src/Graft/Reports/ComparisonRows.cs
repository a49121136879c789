using System.Globalization;
using Graft.Evaluation;

namespace Graft.Reports;

/// <summary>What is set side by side: scores, time and size, a value per model.</summary>
internal static class ComparisonRows
{
    public static string NameOf(ComparedModel model) => Path.GetFileName(Path.TrimEndingDirectorySeparator(model.Bundle));

    public static IEnumerable<(string Name, string[] Values)> Of(Comparison c)
    {
        string[] measures = [.. c.Models.SelectMany(m => Measures.Of(m.Metrics).Select(v => v.Name)).Distinct()];
        foreach (string measure in measures)
            yield return (measure, Each(c, m => Measures.Of(m.Metrics).Where(v => v.Name == measure).Select(v => v.Value.ToString("F4", CultureInfo.InvariantCulture)).FirstOrDefault("–")));
        if (c.Models[0].Metrics is ClassificationMetrics)
            yield return ("accuracy, 95 % interval", Each(c, m => m.Metrics is ClassificationMetrics x ? FormattableString.Invariant($"{x.AccuracyInterval.Low:F3} to {x.AccuracyInterval.High:F3}") : "–"));
        if (c.AgainstFirst.Count > 0) yield return ("p against the first (McNemar)", ["–", .. c.AgainstFirst.Select(t => t.ExactP.ToString("F4", CultureInfo.InvariantCulture))]);
        yield return ("milliseconds an example", Each(c, m => (1000 * m.Seconds / m.Metrics.Count).ToString("F2", CultureInfo.InvariantCulture)));
        yield return ("seconds of training", Each(c, m => m.TrainingSeconds?.ToString("F1", CultureInfo.InvariantCulture) ?? "–"));
        yield return ("model, MB", Each(c, m => (m.Bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture)));
    }

    private static string[] Each(Comparison c, Func<ComparedModel, string> value) => [.. c.Models.Select(value)];
}
