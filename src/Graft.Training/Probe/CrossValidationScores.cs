using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Evaluation;

namespace Graft.Training.Probe;

/// <summary>What models score on examples that they were not fitted on, for all of them.</summary>
/// <param name="Folds">Folds per repetition.</param>
/// <param name="Repeats">Repetitions.</param>
/// <param name="Measures">The task's measures over the folds.</param>
/// <param name="Pooled">All examples together, by their outputs, which are means over the repetitions.</param>
/// <param name="PerFold">Each fold's scores.</param>
public sealed record CrossValidationScores(int Folds, int Repeats, IReadOnlyList<MeasureSpread> Measures, TaskMetrics Pooled, IReadOnlyList<FoldScore> PerFold)
{
    internal static CrossValidationScores Of(int folds, int repeats, TaskMetrics pooled, IReadOnlyList<FoldScore> scores) =>
        new(folds, repeats, [.. Evaluation.Measures.Of(pooled).Select(m => MeasureSpread.Of(m.Name, [.. scores.SelectMany(s => Evaluation.Measures.Of(s.Metrics)).Where(v => v.Name == m.Name).Select(v => v.Value)]))], pooled, scores);

    /// <summary>As it stands in metrics.json: each measure's mean, and its deviation behind it.</summary>
    internal JsonObject ToJson()
    {
        JsonObject all = new() { ["folds"] = Folds, ["repeats"] = Repeats };
        foreach (MeasureSpread m in Measures) (all[Key(m.Name)], all[$"{Key(m.Name)}_deviation"]) = (m.Mean, m.Deviation);
        all["pooled"] = JsonSerializer.SerializeToNode(Pooled, EvaluationJson.Readable.TaskMetrics);
        all["per_fold"] = new JsonArray([.. PerFold.Select(f => new JsonObject([KeyValuePair.Create("count", (JsonNode?)f.Count), .. Evaluation.Measures.Of(f.Metrics).Select(m => KeyValuePair.Create(Key(m.Name), (JsonNode?)m.Value))]))]);
        return all;
    }

    /// <summary>In one line, for people.</summary>
    public override string ToString() =>
        $"{Folds} folds{(Repeats > 1 ? $", {Repeats} times" : "")}: {string.Join(", ", Measures.Select(m => FormattableString.Invariant($"{m.Name} {m.Mean:F3} +- {m.Deviation:F3}")))}";

    private static string Key(string measure) => measure.ToLowerInvariant().Replace(' ', '_');
}

/// <summary>A measure over the folds.</summary>
/// <param name="Name">Such as 'accuracy'.</param>
/// <param name="Mean">Mean over the folds in which it is defined.</param>
/// <param name="Deviation">Standard deviation over them (over n - 1).</param>
public sealed record MeasureSpread(string Name, double Mean, double Deviation)
{
    internal static MeasureSpread Of(string name, double[] values)
    {
        double mean = values.Length == 0 ? 0 : values.Average();
        return new(name, mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Length - 1)));
    }
}

/// <summary>One fold.</summary>
/// <param name="Count">Examples held out.</param>
/// <param name="Metrics">On them.</param>
public sealed record FoldScore(int Count, TaskMetrics Metrics);

/// <summary>A part of the examples that is held out once.</summary>
/// <param name="Repeat">Which repetition, from 0.</param>
/// <param name="Number">Which fold of it, from 0.</param>
/// <param name="Train">Examples to learn from.</param>
/// <param name="Held">Examples to answer for.</param>
internal sealed record Fold(int Repeat, int Number, int[] Train, int[] Held);
