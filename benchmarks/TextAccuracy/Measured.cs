using Graft.Bundles;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Training.Texts;

namespace Graft.Benchmarks.TextAccuracy;

/// <summary>A run that is done.</summary>
/// <param name="Task">Name of the data.</param>
/// <param name="Way">How it was learned.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Scores">Measures on test data.</param>
/// <param name="Seconds">From the data to the bundle.</param>
/// <param name="Megabytes">Size of model.onnx.</param>
internal sealed record Measured(string Task, string Way, long Seed, IReadOnlyDictionary<string, double> Scores, double Seconds, double Megabytes)
{
    /// <summary>Learns on train alone; test is scored once, nothing is chosen on it.</summary>
    public static Measured Run(Subject subject, string way, long seed, string work)
    {
        string bundle = Path.Combine(work, "bundles", $"{subject.Name}-{way}-{seed}".Replace(' ', '-'));
        TextTransferResult result = TextTransfer.Run(subject.Recipe(way, seed, work), bundle, new() { Home = Path.Combine(work, "home") });
        Dictionary<string, double> scores = Of(result.Scores["test"], subject.Positive).ToDictionary(s => s.Name, s => s.Value);
        using TextPredictor predictor = TextPredictor.Open(bundle, threads: 1);
        foreach (string file in subject.More)
            foreach ((string name, double value) in Of(TextBundleEvaluation.Run(predictor, TextSets.Open(subject.FileOf(file), new() { Task = result.Task }).Examples).Metrics, null))
                scores[$"{Path.GetFileNameWithoutExtension(file)} {name}"] = value;
        return new(subject.Name, way, seed, scores, Math.Round(result.Seconds.Values.Sum(), 1), Math.Round(new FileInfo(Path.Combine(bundle, BundleFiles.Model)).Length / 1e6, 2));
    }

    private static IEnumerable<(string Name, double Value)> Of(TaskMetrics metrics, string? positive) => metrics switch
    {
        ClassificationMetrics m => [("accuracy", m.Accuracy), ("macro F1", m.MacroF1), .. m.PerClass.Where(c => c.Label == positive).Select(c => ($"F1 of {c.Label}", c.F1))],
        RegressionMetrics m => [("pearson", m.Pearson ?? 0), ("spearman", m.Spearman ?? 0)],
        TaggingMetrics m => [("entity F1", m.EntityF1), .. m.PerClass.Select(e => ($"F1 of {e.Label}", e.F1))],
        _ => [],
    };
}
