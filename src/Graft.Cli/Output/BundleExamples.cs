using System.Text.Json.Nodes;
using Graft.Bundles;
using Graft.Data;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Reports;
using Graft.Training.Reporting;

namespace Graft.Cli.Output;

/// <summary>The examples on which bundles are scored: what the user names; else the test part of what the first bundle was trained on, as its recipe divides it.</summary>
internal sealed class BundleExamples(IReadOnlyList<string> bundles, string? data)
{
    private readonly JsonNode? _recipe = Recipe(bundles[0]);

    /// <summary>All bundles side by side.</summary>
    public Comparison Compare(CancellationToken cancel)
    {
        string[] texts = [.. bundles.Where(TextPredictor.IsText)];
        if (texts.Length > 0 && texts.Length < bundles.Count) throw new GraftException($"Expected bundles of photos alone or of texts alone; '{texts[0]}' is of texts, '{bundles.First(b => !texts.Contains(b))}' of photos.");
        if (texts.Length == 0)
        {
            (string part, Example[] photos) = Photos();
            return Comparison.Of(bundles, part, photos, cancel);
        }
        (string name, TextExample[] examples) = Texts();
        return Comparison.Of(bundles, name, examples, cancel);
    }

    /// <summary>What the first bundle says of each example.</summary>
    public ScoredPart Score(CancellationToken cancel)
    {
        if (!TextPredictor.IsText(bundles[0]))
        {
            (string part, Example[] photos) = Photos();
            using Predictor predictor = Predictor.Open(bundles[0], threads: 1);
            BundleScores scores = BundleEvaluation.Run(predictor, photos, cancel);
            return EvaluationReport.Of(bundles[0], predictor.Labels, new Dictionary<string, BundleScores> { [part] = scores }, new Dictionary<string, IReadOnlyList<Example>> { [part] = photos }, []).Parts[0];
        }
        (string name, TextExample[] texts) = Texts();
        using TextPredictor reader = TextPredictor.Open(bundles[0], threads: 1);
        return TextReport.Scored(name, reader.Labels, texts, TextBundleEvaluation.RunWithOutputs(reader, texts, cancel));
    }

    private string Source => data ?? _recipe?["data"]?.GetValue<string>() ?? throw new GraftException($"'{bundles[0]}' does not say what it was trained on. Name labelled examples with --data.");

    private (string Name, Example[] Examples) Photos()
    {
        ExampleSet set = ExampleSets.Open(Source);
        return Scored(set.Source, set.Examples, set.HasParts, shares => Partition.Of(set, shares, Seed));
    }

    private (string Name, TextExample[] Examples) Texts()
    {
        using TextPredictor first = TextPredictor.Open(bundles[0], threads: 1);
        string? Column(string key) => data is null ? _recipe?[key]?.GetValue<string>() : null;
        TextSet set = TextSets.Open(Source, new() { Text = Column("text"), Label = Column("label"), Pair = Column("pair"), Task = first.Task });
        return Scored(set.Source, set.Examples, set.HasParts, shares => set.PartitionBy(shares, Seed));
    }

    private (string Name, T[] Examples) Scored<T>(string source, IReadOnlyList<T> examples, bool hasParts, Func<PartitionShares, Part[]> divide)
    {
        if (data is not null && !hasParts) return (Path.GetFileName(Path.TrimEndingDirectorySeparator(source)), [.. examples]);
        if (!hasParts) WarnOfOtherDivisions();
        Part[] parts = divide(PartitionShares.Parse(_recipe?["partition"]?.GetValue<string>() ?? new PartitionShares().ToString()));
        Part scored = parts.Contains(Part.Test) ? Part.Test : parts.Contains(Part.Validation) ? Part.Validation : throw new GraftException($"'{source}' has training examples alone, which all models know. Name others with --data.");
        return (scored.Name(), [.. examples.Where((_, i) => parts[i] == scored)]);
    }

    private long Seed => _recipe?["seed"]?.GetValue<long>() ?? 0;

    private void WarnOfOtherDivisions()
    {
        foreach (string other in bundles.Skip(1).Where(b => !Divides(Recipe(b))))
            Console.Error.WriteLine($"warning: '{other}' was trained on other data or another division of it: it may have learned from what it is scored on here. Name data that none has seen with --data.");
    }

    private bool Divides(JsonNode? other) => other is not null && new[] { "data", "partition", "seed" }.All(k => _recipe?[k]?.ToString() == other[k]?.ToString());

    private static JsonNode? Recipe(string bundle)
    {
        string path = Path.Combine(bundle, BundleFiles.Recipe);
        return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;
    }
}
