using Graft.Data;
using Graft.Data.Texts;
using Graft.Training.Heads;
using Graft.Training.Losses;
using Graft.Training.Loop;
using Graft.Training.Scoring;

namespace Graft.Training.Photos;

/// <summary>What photos should give, what is made small, and how good a model is, where they have several labels or numbers.</summary>
internal static class PhotoObjective
{
    /// <summary>The targets of all photos.</summary>
    public static Targets TargetsOf(ExampleSet set) => set.Task switch
    {
        TextTask.Classification => new ClassTargets([.. set.Examples.Select(e => set.IndexOf(e.Label))]),
        TextTask.MultiLabel => new NumberTargets([.. set.Examples.Select(e => set.Classes.Select(c => e.Labels.Contains(c) ? 1f : 0f).ToArray())]),
        _ => new NumberTargets([.. set.Examples.Select(e => e.Numbers.Select(n => (float)n).ToArray())]),
    };

    /// <summary>The loss and the measure of a task with several labels or numbers.</summary>
    /// <param name="set">All photos.</param>
    /// <param name="train">Those that are learned from.</param>
    /// <param name="balance">Whether a rare label counts as much as its absence.</param>
    public static Objective Of(ExampleSet set, int[] train, bool balance)
    {
        if (set.Task == TextTask.MultiLabel)
            return new(["logits"], new BinaryCrossEntropy { PositiveWeights = balance ? [.. set.Classes.Select(c => Weight(set, train, c))] : null }, Agreement.OfLabels);
        ScaledSquaredError error = new() { Spreads = [.. set.Targets.Select((_, k) => Spread([.. train.Select(t => set.Examples[t].Numbers[k])]))] };
        return new([LinearHead.Score], error, () => new NegativeError(error));
    }

    private static double Weight(ExampleSet set, int[] train, string label)
    {
        int having = train.Count(t => set.Examples[t].Labels.Contains(label));
        return (double)(train.Length - having) / Math.Max(1, having);
    }

    private static double Spread(double[] numbers)
    {
        double mean = numbers.Average(), spread = Math.Sqrt(numbers.Average(n => (n - mean) * (n - mean)));
        return spread > 0 ? spread : 1;
    }
}
