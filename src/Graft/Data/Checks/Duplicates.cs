namespace Graft.Data.Checks;

/// <summary>Who is whose duplicate, and what that means: a leak across parts, a contradiction across labels, else a repetition.</summary>
/// <param name="places">Per example, where it lies.</param>
/// <param name="labels">Per example.</param>
/// <param name="parts">Per example; null where the data have no parts.</param>
internal sealed class Duplicates(IReadOnlyList<string> places, IReadOnlyList<string?> labels, IReadOnlyList<Part?> parts)
{
    private readonly int[] _parent = [.. Enumerable.Range(0, places.Count)];

    /// <summary>Says that two examples are the same.</summary>
    public void Link(int a, int b) => _parent[Math.Max(Root(a), Root(b))] = Math.Min(Root(a), Root(b));

    public bool AreLinked(int a, int b) => Root(a) == Root(b);

    /// <summary>The findings of all clusters.</summary>
    /// <param name="check">What a harmless one is called.</param>
    /// <param name="what">How the duplicates are alike, such as 'The same file'.</param>
    public IEnumerable<Finding> Findings(string check, string what)
    {
        foreach (int[] cluster in Clusters())
        {
            string[] names = [.. cluster.Select(i => places[i])];
            Part?[] inParts = [.. cluster.Select(i => parts[i]).Distinct().Order()];
            string?[] ofLabels = [.. cluster.Select(i => labels[i]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            bool leaks = inParts.Length > 1, contradicts = ofLabels.Length > 1;
            if (leaks) yield return new(CheckNames.Leak, Severity.Error, $"{what} in {string.Join(" and ", inParts.Select(p => (p ?? Part.Train).Name()))}: what is scored was trained on. Keep it in one part.", names);
            if (contradicts) yield return new(CheckNames.ContradictoryLabels, Severity.Error, $"{what} with the labels {string.Join(" and ", ofLabels.Select(l => $"'{l}'"))}: at most one is right.", names);
            if (!leaks && !contradicts) yield return new(check, Severity.Warning, $"{what} {cluster.Length} times{(inParts[0] is null ? ": partitioned at random it may be trained on and scored" : "")}.", names);
        }
    }

    /// <summary>All clusters of two or more, in the order of their first members.</summary>
    public IEnumerable<int[]> Clusters() => Enumerable.Range(0, places.Count).GroupBy(Root).Select(g => g.ToArray()).Where(c => c.Length > 1);

    private int Root(int i)
    {
        while (_parent[i] != i) i = _parent[i] = _parent[_parent[i]];
        return i;
    }
}
