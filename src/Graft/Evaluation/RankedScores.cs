namespace Graft.Evaluation;

/// <summary>One class's scores in falling order, equal ones together: all that ROC, precision-recall and thresholds need.</summary>
internal sealed class RankedScores
{
    private RankedScores(List<Step> steps) => Steps = steps;

    /// <summary>What is at or above one distinct score.</summary>
    /// <param name="Threshold">The score.</param>
    /// <param name="Hits">Positives at or above it.</param>
    /// <param name="FalseAlarms">Negatives at or above it.</param>
    internal readonly record struct Step(float Threshold, int Hits, int FalseAlarms);

    public IReadOnlyList<Step> Steps { get; }

    public int Positives => Steps[^1].Hits;

    public int Negatives => Steps[^1].FalseAlarms;

    /// <param name="scores">One per example, finite; they are sorted in place, and the positives with them.</param>
    /// <param name="positive">Whether the example is of the class.</param>
    public static RankedScores Sort(float[] scores, bool[] positive)
    {
        Array.Sort(scores, positive);
        List<Step> steps = [];
        int hits = 0, falseAlarms = 0;
        for (int i = scores.Length - 1; i >= 0; i--)
        {
            if (positive[i]) hits++; else falseAlarms++;
            if (i == 0 || scores[i - 1] != scores[i]) steps.Add(new(scores[i], hits, falseAlarms));
        }
        return new(steps);
    }

    /// <summary>The chance that a positive scores above a negative, ties counting half; null where either is missing.</summary>
    public double? RocAuc()
    {
        if (Positives == 0 || Negatives == 0) return null;
        double twice = 0;
        Step before = default;
        foreach (Step step in Steps)
        {
            twice += (double)(before.Hits + step.Hits) * (step.FalseAlarms - before.FalseAlarms);
            before = step;
        }
        return twice / (2.0 * Positives * Negatives);
    }

    /// <summary>Sum of (step in recall) x precision; null without positives.</summary>
    public double? AveragePrecision()
    {
        if (Positives == 0) return null;
        double sum = 0;
        int before = 0;
        foreach (Step step in Steps)
        {
            sum += (step.Hits - before) * ((double)step.Hits / (step.Hits + step.FalseAlarms));
            before = step.Hits;
        }
        return sum / Positives;
    }

    /// <summary>The threshold of the highest F1, the highest of equals; null without positives.</summary>
    public (double Threshold, double F1)? BestF1()
    {
        if (Positives == 0) return null;
        (double Threshold, double F1) best = (0, -1);
        foreach (Step step in Steps)
        {
            double f1 = 2.0 * step.Hits / (step.Hits + step.FalseAlarms + Positives);
            if (f1 > best.F1) best = (step.Threshold, f1);
        }
        return best;
    }
}
