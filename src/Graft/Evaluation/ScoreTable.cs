using System.Globalization;

namespace Graft.Evaluation;

/// <summary>Scores and labels that were checked: every score finite, every label a class. Faults name their rows, all at once.</summary>
internal readonly ref struct ScoreTable
{
    private readonly ReadOnlySpan<float> _scores;

    /// <param name="scores">(rows, classes), row-major.</param>
    /// <param name="labels">(rows).</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="GraftException">A score is NaN or infinite, a label is no class, or the sizes disagree.</exception>
    public ScoreTable(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int classes)
    {
        if (labels.Length == 0) throw new GraftException("There is nothing to score: expected at least one example, got none.");
        if (scores.Length != (long)labels.Length * classes)
            throw new GraftException($"{labels.Length} labels and {classes} classes take {(long)labels.Length * classes} scores, got {scores.Length}.");
        _scores = scores;
        Labels = labels;
        Classes = classes;
        ScoreFaults.Refuse(Faults());
    }

    public ReadOnlySpan<int> Labels { get; }

    public int Classes { get; }

    public int Count => Labels.Length;

    public ReadOnlySpan<float> this[int row] => _scores.Slice(row * Classes, Classes);

    /// <summary>The class of the highest score, the lowest index among equals.</summary>
    public static int Best(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int k = 1; k < row.Length; k++) if (row[k] > row[best]) best = k;
        return best;
    }

    /// <summary>Refuses rows that are no probabilities: below 0, above 1, or not summing to 1 within 0.01.</summary>
    public ScoreTable RequireProbabilities()
    {
        List<string> faults = [];
        for (int i = 0; i < Count; i++)
        {
            double sum = 0, least = 0;
            foreach (float p in this[i]) (sum, least) = (sum + p, Math.Min(least, p));
            if (least < 0 || Math.Abs(sum - 1) > 0.01)
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"row {i} is no row of probabilities (sum {sum:g4}, least {least:g4}); give logits to the function for logits"));
        }
        ScoreFaults.Refuse(faults);
        return this;
    }

    private List<string> Faults()
    {
        List<string> faults = [];
        for (int i = 0; i < Count; i++)
            if (Labels[i] < 0 || Labels[i] >= Classes) faults.Add($"row {i} has label {Labels[i]}, expected 0 to {Classes - 1}");
        return [.. faults, .. ScoreFaults.NotFinite(_scores, Classes, "score")];
    }
}
