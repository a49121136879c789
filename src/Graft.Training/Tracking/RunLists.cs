namespace Graft.Training.Tracking;

/// <summary>Sorting, choosing and comparing runs.</summary>
public static class RunLists
{
    /// <summary>Those that pass all filters.</summary>
    public static IReadOnlyList<TrackedRun> Where(IEnumerable<TrackedRun> runs, IEnumerable<RunFilter> filters) => [.. runs.Where(r => filters.All(f => f.Passes(r)))];

    /// <summary>By a value, the largest first; those without it come last.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="key">The path of a value, with - before it for the smallest first.</param>
    public static IReadOnlyList<TrackedRun> Sort(IEnumerable<TrackedRun> runs, string key)
    {
        bool rising = key.StartsWith('-');
        string name = rising ? key[1..] : key;
        Comparer<string> order = Comparer<string>.Create((a, b) => RunFilter.Compare(a, b) * (rising ? 1 : -1));
        ILookup<bool, TrackedRun> known = runs.ToLookup(r => r.Values().ContainsKey(name));
        return [.. known[true].OrderBy(r => r.Values()[name], order).ThenByDescending(r => r.Id), .. known[false]];
    }

    /// <summary>Values in which two runs differ; null where one has none.</summary>
    public static IReadOnlyList<(string Key, string? A, string? B)> Differences(TrackedRun a, TrackedRun b)
    {
        (IReadOnlyDictionary<string, string> x, IReadOnlyDictionary<string, string> y) = (a.Values(), b.Values());
        return [.. x.Keys.Union(y.Keys).Where(k => k != "id" && x.GetValueOrDefault(k) != y.GetValueOrDefault(k)).Select(k => (k, x.GetValueOrDefault(k), y.GetValueOrDefault(k)))];
    }
}
