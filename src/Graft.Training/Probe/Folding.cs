namespace Graft.Training.Probe;

/// <summary>Shares examples out to folds: stratified by class, by seed, examples of one group always in one fold.</summary>
public static class Folding
{
    /// <summary>The fold of each example, from 0.</summary>
    /// <param name="labels">Class indices.</param>
    /// <param name="folds">How many, at least 2; fewer where there are fewer groups.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <param name="groups">Per example its group, null for none; null where there are none at all.</param>
    /// <exception cref="GraftException">There is one group only.</exception>
    public static int[] Assign(int[] labels, int folds, long seed, IReadOnlyList<string?>? groups = null) =>
        groups is null || groups.All(g => g is null) ? Stratified(labels, folds, seed) : Grouped(labels, folds, seed, groups);

    // Within each class in seeded order, round robin.
    private static int[] Stratified(int[] labels, int folds, long seed)
    {
        int[] assigned = new int[labels.Length];
        foreach (var stratum in labels.Select((l, i) => (l, i)).GroupBy(p => p.l).OrderBy(g => g.Key))
        {
            int[] rows = [.. stratum.Select(p => p.i)];
            Seeds.For($"folds {stratum.Key}", seed).Shuffle(rows.AsSpan());
            for (int j = 0; j < rows.Length; j++) assigned[rows[j]] = j % folds;
        }
        return assigned;
    }

    // Large groups first, each to the fold where the classes stay most even.
    private static int[] Grouped(int[] labels, int folds, long seed, IReadOnlyList<string?> groups)
    {
        int[][] units = [.. Enumerable.Range(0, labels.Length).GroupBy(i => groups[i] is string g ? (g, -1) : ("", i)).Select(g => g.ToArray())];
        if (units.Length < 2) throw new GraftException("Expected at least 2 groups to hold one out, found one: all training examples are of the same group.");
        folds = Math.Min(folds, units.Length);
        Seeds.For("folds of groups", seed).Shuffle(units.AsSpan());
        int classes = labels.Max() + 1;
        double[] total = [.. Enumerable.Range(0, classes).Select(k => (double)Math.Max(1, labels.Count(l => l == k)))];
        double[][] filled = [.. Enumerable.Range(0, folds).Select(_ => new double[classes])];
        int[] assigned = new int[labels.Length];
        foreach (int[] unit in units.OrderByDescending(u => u.Length))
        {
            double Crowd(int fold) => unit.Sum(i => (filled[fold][labels[i]] + 1) / total[labels[i]]) + (1e-6 * filled[fold].Sum());
            int best = Enumerable.Range(0, folds).MinBy(Crowd);
            foreach (int i in unit)
            {
                assigned[i] = best;
                filled[best][labels[i]]++;
            }
        }
        return assigned;
    }
}
