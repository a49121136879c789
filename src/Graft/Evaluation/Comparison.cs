using Graft.Bundles;
using Graft.Data;

namespace Graft.Evaluation;

/// <summary>Several models on the same examples.</summary>
/// <param name="Data">Where the examples come from.</param>
/// <param name="Models">The models with their scores, in the order given.</param>
/// <param name="AgainstFirst">McNemar's test of the first model and each of the others.</param>
/// <param name="Changed">Examples on which the models differ: those that the first has right and others wrong come first, then those that got better, then wrong answers that changed.</param>
/// <param name="Skipped">Examples that could not be read.</param>
public sealed record Comparison(string Data, IReadOnlyList<ComparedModel> Models, IReadOnlyList<McNemar> AgainstFirst, IReadOnlyList<ChangedExample> Changed, IReadOnlyList<Notice> Skipped)
{
    /// <summary>Scores every bundle on the same examples.</summary>
    /// <param name="bundles">Folders of bundles, at least two, that know the examples' labels.</param>
    /// <param name="data">What the examples are called.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="GraftException">Fewer than two bundles, a label that one of them does not know, or no readable example.</exception>
    public static Comparison Of(IReadOnlyList<string> bundles, string data, IReadOnlyList<Example> examples, CancellationToken cancel = default)
    {
        if (bundles.Count < 2) throw new GraftException($"Expected at least two bundles to compare, got {bundles.Count}.");
        BundleScores[] scores = [.. bundles.Select(b => Score(b, examples, cancel))];
        int[] read = [.. Enumerable.Range(0, examples.Count).Where(i => scores.All(s => s.Outcomes[i].Prediction is not null))];
        bool[][] right = [.. scores.Select(s => read.Select(i => s.Outcomes[i].Prediction!.Label == examples[i].Label).ToArray())];
        ChangedExample[] changed = [.. read.Select(i => new ChangedExample(examples[i].Path, examples[i].Label, [.. scores.Select(s => new Answer(s.Outcomes[i].Prediction!.Label, s.Outcomes[i].Prediction!.Probability))]))
            .Where(c => c.Answers.Any(a => a.Label != c.Answers[0].Label)).OrderBy(c => c.Rank).ThenByDescending(c => c.Answers.Max(a => a.Probability))];
        return new(data, [.. bundles.Zip(scores, (b, s) => new ComparedModel(b, s.Metrics))], [.. right.Skip(1).Select(r => McNemar.Test(right[0], r))], changed, scores[0].Skipped);
    }

    private static BundleScores Score(string bundle, IReadOnlyList<Example> examples, CancellationToken cancel)
    {
        using Predictor predictor = Predictor.Open(bundle, threads: 1);
        return BundleEvaluation.Run(predictor, examples, cancel);
    }
}

/// <summary>One of the models compared.</summary>
/// <param name="Bundle">Its folder.</param>
/// <param name="Metrics">Its scores.</param>
public sealed record ComparedModel(string Bundle, ClassificationMetrics Metrics);

/// <summary>What a model said of an example.</summary>
/// <param name="Label">The label.</param>
/// <param name="Probability">Its probability.</param>
public sealed record Answer(string Label, double Probability);

/// <summary>An example on which models differ.</summary>
/// <param name="Input">The file.</param>
/// <param name="Label">The true label.</param>
/// <param name="Answers">What each model said.</param>
public sealed record ChangedExample(string Input, string Label, IReadOnlyList<Answer> Answers)
{
    /// <summary>worse, better or other, seen from the first model.</summary>
    public string Change => Answers[0].Label == Label ? "worse" : Answers.Any(a => a.Label == Label) ? "better" : "other";

    internal int Rank => Change switch { "worse" => 0, "better" => 1, _ => 2 };
}
