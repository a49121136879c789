using Graft.Data;
using Graft.Data.Texts;
using Graft.Reports;

namespace Graft.Evaluation;

/// <summary>Several models on the same examples.</summary>
/// <param name="Data">Where the examples come from.</param>
/// <param name="Kind">Whether they are photos or texts.</param>
/// <param name="Models">The models with their scores, in the order given.</param>
/// <param name="AgainstFirst">McNemar's test of the first model and each of the others; an answer is right where it is right as a whole. Empty where models put out numbers.</param>
/// <param name="Changed">Examples on which the models differ: those that the first has right and others wrong come first, then those that got better, then wrong answers that changed. Of numbers, those whose error changed by more than the first model's mean error.</param>
/// <param name="Skipped">Examples that could not be read.</param>
public sealed record Comparison(string Data, InputKind Kind, IReadOnlyList<ComparedModel> Models, IReadOnlyList<McNemar> AgainstFirst, IReadOnlyList<ChangedExample> Changed, IReadOnlyList<Notice> Skipped)
{
    /// <summary>Scores every bundle on the same photos.</summary>
    /// <param name="bundles">Folders of bundles, at least two, that know the photos' labels.</param>
    /// <param name="data">What the photos are called.</param>
    /// <param name="photos">The photos.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="GraftException">Fewer than two bundles, a label that one of them does not know, or no readable photo.</exception>
    public static Comparison Of(IReadOnlyList<string> bundles, string data, IReadOnlyList<Example> photos, CancellationToken cancel = default) =>
        Of(data, InputKind.Photo, [.. photos.Select(p => (p.Path, p.Label))], Answered(bundles, b => AnsweredExamples.OfPhotos(b, photos, cancel)));

    /// <summary>Scores every bundle on the same texts.</summary>
    /// <param name="bundles">Folders of bundles, at least two, that answer the same question and know the texts' labels.</param>
    /// <param name="data">What the texts are called.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="GraftException">Fewer than two bundles, or bundles of different tasks, or a label that one of them does not know.</exception>
    public static Comparison Of(IReadOnlyList<string> bundles, string data, IReadOnlyList<TextExample> texts, CancellationToken cancel = default)
    {
        AnsweredExamples[] answered = Answered(bundles, b => AnsweredExamples.OfTexts(b, texts, cancel));
        return Of(data, InputKind.Text, [.. texts.Select((t, i) => (t.Pair is null ? t.Text : $"{t.Text}\n{t.Pair}", answered[0].Truths[i]))], answered);
    }

    private static AnsweredExamples[] Answered(IReadOnlyList<string> bundles, Func<string, AnsweredExamples> answer)
    {
        if (bundles.Count < 2) throw new GraftException($"Expected at least two bundles to compare, got {bundles.Count}.");
        AnsweredExamples[] answered = [.. bundles.Select(answer)];
        string[] tasks = [.. answered.Select(a => a.Model.Metrics.GetType().Name)];
        return tasks.Distinct().Count() == 1 ? answered
            : throw new GraftException($"Expected bundles of one task, got {string.Join(", ", bundles.Zip(tasks, (b, t) => $"'{b}' ({t.Replace("Metrics", "", StringComparison.Ordinal).ToLowerInvariant()})"))}.");
    }

    private static Comparison Of(string data, InputKind kind, (string Input, string Label)[] examples, AnsweredExamples[] answered)
    {
        int[] read = [.. Enumerable.Range(0, examples.Length).Where(i => answered.All(a => a.Answers[i] is not null))];
        bool numbers = answered[0].Model.Metrics is RegressionMetrics;
        double least = numbers ? read.Average(i => answered[0].Answers[i]!.Error) : 0;
        ChangedExample[] changed = [.. read.Where(i => numbers ? answered.Any(a => Gap(a, i) > least) : answered.Any(a => a.Answers[i]!.Label != answered[0].Answers[i]!.Label))
            .Select(i => new ChangedExample(examples[i].Input, examples[i].Label, [.. answered.Select(a => a.Answers[i]!)]))
            .OrderBy(c => c.Rank).ThenByDescending(c => c.Answers.Max(a => Math.Abs(a.Error - c.Answers[0].Error))).ThenByDescending(c => c.Answers.Max(a => a.Probability))];
        bool[] Right(AnsweredExamples a) => [.. read.Select(i => a.Answers[i]!.Error == 0)];
        return new(data, kind, [.. answered.Select(a => a.Model)], numbers ? [] : [.. answered.Skip(1).Select(a => McNemar.Test(Right(answered[0]), Right(a)))], changed, answered[0].Skipped);

        double Gap(AnsweredExamples a, int i) => Math.Abs(a.Answers[i]!.Error - answered[0].Answers[i]!.Error);
    }
}
