namespace Graft.Evaluation;

/// <summary>What is wrong with scores that were given, told all at once and by row.</summary>
internal static class ScoreFaults
{
    private const int Shown = 5;

    /// <summary>Names each value that is NaN or infinite.</summary>
    /// <param name="values">(rows, <paramref name="width"/>), row-major.</param>
    /// <param name="width">Values per row.</param>
    /// <param name="what">What a value is, such as 'score'.</param>
    public static IEnumerable<string> NotFinite(ReadOnlySpan<float> values, int width, string what)
    {
        List<string> faults = [];
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i])) continue;
            faults.Add($"row {i / width} has the {what} {(float.IsNaN(values[i]) ? "NaN" : "infinity")}{(width > 1 ? $" for class {i % width}" : "")}");
        }
        return faults;
    }

    /// <summary>Refuses an evaluation of nothing, and parts of different lengths.</summary>
    public static void RequirePairs(int predictions, int truths)
    {
        if (truths == 0) throw new GraftException("There is nothing to score: expected at least one example, got none.");
        if (predictions != truths) throw new GraftException($"Expected a prediction per example, got {predictions} for {truths}.");
    }

    /// <summary>Throws if there are any faults.</summary>
    /// <exception cref="GraftException">There are.</exception>
    public static void Refuse(IReadOnlyCollection<string> faults)
    {
        if (faults.Count == 0) return;
        string more = faults.Count > Shown ? $"; and {faults.Count - Shown} more" : "";
        throw new GraftException($"These scores cannot be evaluated: {string.Join("; ", faults.Take(Shown))}{more}.");
    }
}
