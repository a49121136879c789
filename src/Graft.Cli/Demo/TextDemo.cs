using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Backbones;
using Graft.Bundles;
using Graft.Cli.Output;
using Graft.Evaluation;
using Graft.Samples.BloodPressure;
using Graft.Training.Texts;

namespace Graft.Cli.Demo;

/// <summary>
/// Makes sentences about blood pressure, and trains on them twice: a head on the frozen encoder, which knows the topic but not the size of a number; then the last two layers with it. Scores both, and
/// shows pairs that differ in one thing.
/// </summary>
internal static class TextDemo
{
    public static int Run(ParseResult parsed, string folder, CancellationToken cancel)
    {
        Console.Error.WriteLine(Learning.Disclaimer);
        (string texts, _) = SentenceFiles.Write(folder, seed: 0);
        IReadOnlyList<Sentence> pairs = Contrast.Make(SentenceFiles.Pairs, seed: 0);
        Learned[] learned = [.. new[] { true, false }.Select(frozen => Learn(parsed, texts, folder, frozen, pairs, cancel))];
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(Json(learned, pairs).ToJsonString(EvaluationJson.Readable.Options));
        else Print(learned, pairs);
        Console.Error.WriteLine("\nFor your own texts, a table with a column of texts and one of labels:\n  graft train my-texts.csv --unfreeze-last 2 -o my-bundle\n  graft predict my-bundle \"some text\"");
        return ExitCodes.Done;
    }

    private static Learned Learn(ParseResult parsed, string texts, string folder, bool frozen, IReadOnlyList<Sentence> pairs, CancellationToken cancel)
    {
        string name = frozen ? "frozen" : "last two layers";
        Console.Error.WriteLine($"training: {name}");
        bool quiet = parsed.GetValue(Globals.Quiet);
        TextTransferResult result = TextTransfer.Run(Learning.Of(texts, TextBackbone.DefaultAddress, frozen), Path.Combine(folder, frozen ? "frozen" : "bundle"), Globals.Hub(parsed), new ProgressLine(quiet), new EpochLines(quiet), cancel);
        using TextPredictor predictor = TextPredictor.Open(result.Bundle, threads: 1);
        return new(name, result, predictor.PredictAll([.. pairs.Select(p => (p.Text, (string?)null))], cancel));
    }

    private static void Print(Learned[] learned, IReadOnlyList<Sentence> pairs)
    {
        Results.Table(["what learned", "part", "class", "texts", "precision", "recall", "F1"], learned.SelectMany(l => l.Result.Scores.SelectMany(s => ((ClassificationMetrics)s.Value).PerClass
            .Select(c => (IReadOnlyList<string>)[l.Name, s.Key, c.Label, Results.Text(c.Support), Results.Text(c.Precision), Results.Text(c.Recall), Results.Text(c.F1)]))));
        Console.Out.WriteLine("\nPairs that differ in the number, or in what the number is; right where both sentences are:");
        Results.Table(["differs", "pairs", .. learned.Select(l => l.Name)], Contrast.Score(pairs, learned[0].Labels)
            .Select((kind, k) => (IReadOnlyList<string>)[kind.Kind, Results.Text(kind.Pairs), .. learned.Select(l => Results.Text(Contrast.Score(pairs, l.Labels)[k].Right))]));
        Console.Out.WriteLine($"\nThe first of each, as the model with the {learned[^1].Name} says:");
        Results.Table(["differs", "sentence", "is", "answer", "p(high)"], pairs.Zip(learned[^1].Answers).GroupBy(p => p.First.Kind).SelectMany(k => k.Take(2))
            .Select(p => (IReadOnlyList<string>)[p.First.Kind, p.First.Text, p.First.Label, p.Second.Label!, Results.Text(p.Second.Probabilities![Rule.High])]));
        foreach (Learned l in learned) Console.Out.WriteLine($"bundle: {l.Result.Bundle}");
    }

    private static JsonArray Json(Learned[] learned, IReadOnlyList<Sentence> pairs) => [.. learned.Select(l => new JsonObject
    {
        ["bundle"] = l.Result.Bundle, ["metrics"] = TextBundle.Metrics(l.Result),
        ["contrast"] = new JsonArray([.. Contrast.Score(pairs, l.Labels).Select(k => new JsonObject { ["differs"] = k.Kind, ["pairs"] = k.Pairs, ["right"] = k.Right })]),
    })];

    private sealed record Learned(string Name, TextTransferResult Result, IReadOnlyList<TextPrediction> Answers)
    {
        public IReadOnlyList<string> Labels { get; } = [.. Answers.Select(a => a.Label!)];
    }
}
