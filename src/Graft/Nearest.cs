namespace Graft;

/// <summary>Finds what a mistyped name was probably meant to be.</summary>
public static class Nearest
{
    /// <summary>The candidate with the smallest edit distance (Levenshtein 1966), if at most a third of its letters differ; else null.</summary>
    public static string? To(string name, IEnumerable<string> candidates) => candidates
        .Select(candidate => (candidate, distance: Distance(name, candidate)))
        .Where(c => c.distance <= Math.Max(2, c.candidate.Length / 3))
        .OrderBy(c => c.distance).Select(c => c.candidate).FirstOrDefault();

    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] current = new int[b.Length + 1];
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = previous[j - 1] + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.Length];
    }
}
