using System.Diagnostics;
using System.Globalization;
using Graft.Bundles;
using Graft.Data;
using Graft.Data.Texts;

namespace Graft.Evaluation;

/// <summary>What one bundle said of the examples, in a form in which bundles can be compared.</summary>
/// <param name="Model">The model with its scores.</param>
/// <param name="Answers">By example; null where it could not be read.</param>
/// <param name="Truths">By example what is true, written as answers are.</param>
/// <param name="Skipped">Examples that could not be read.</param>
internal sealed record AnsweredExamples(ComparedModel Model, IReadOnlyList<Answer?> Answers, IReadOnlyList<string> Truths, IReadOnlyList<Notice> Skipped)
{
    public static AnsweredExamples OfPhotos(string bundle, IReadOnlyList<Example> examples, CancellationToken cancel)
    {
        using Predictor predictor = Predictor.Open(bundle, threads: 1);
        long start = Stopwatch.GetTimestamp();
        BundleScores scores = BundleEvaluation.Run(predictor, examples, cancel);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Answer?[] answers = [.. scores.Outcomes.Select((o, i) => o.Prediction is { } p ? Judged(p.Label, p.Probability, examples[i].Label) : null)];
        return new(ComparedModel.Of(bundle, scores.Metrics, took), answers, [.. examples.Select(e => e.Label)], scores.Skipped);
    }

    public static AnsweredExamples OfTexts(string bundle, IReadOnlyList<TextExample> examples, CancellationToken cancel)
    {
        using TextPredictor predictor = TextPredictor.Open(bundle, threads: 1);
        long start = Stopwatch.GetTimestamp();
        (TextBundleScores scores, float[][] outputs) = TextBundleEvaluation.RunWithOutputs(predictor, examples, cancel);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        string[] truths = [.. examples.Select(e => Truth(predictor.Task, e))];
        return new(ComparedModel.Of(bundle, scores.Metrics, took), [.. examples.Select((e, i) => Of(predictor, e, outputs[i], truths[i]))], truths, []);
    }

    private static Answer Of(TextPredictor predictor, TextExample example, float[] output, string truth)
    {
        int best = output.Length == 0 ? -1 : Array.IndexOf(output, output.Max());
        return predictor.Task switch
        {
            TextTask.Classification => Judged(predictor.Labels[best], output[best], truth),
            TextTask.MultiLabel => Judged(Listed(predictor.Labels.Where((_, k) => output[k] >= 0.5f)), null, truth),
            TextTask.Regression => new(Number(output[0]), null, Math.Abs(output[0] - example.Score)),
            _ => Judged(Tagged(example.Words, TagOutputs.Tags(output, predictor.Labels)), null, truth),
        };
    }

    private static string Truth(TextTask task, TextExample example) => task switch
    {
        TextTask.Classification => example.Labels[0],
        TextTask.MultiLabel => Listed(example.Labels),
        TextTask.Regression => Number(example.Score),
        _ => Tagged(example.Words, example.Labels),
    };

    private static Answer Judged(string answer, double? probability, string truth) => new(answer, probability, answer == truth ? 0 : 1);

    private static string Listed(IEnumerable<string> labels) => string.Join(", ", labels.Order(StringComparer.Ordinal));

    private static string Tagged(IReadOnlyList<string> words, IReadOnlyList<string> tags) => string.Join(", ", words.Zip(tags).Where(w => w.Second != TagOutputs.Outside).Select(w => $"{w.First} {w.Second}"));

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
