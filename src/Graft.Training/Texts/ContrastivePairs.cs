using Graft.Data.Texts;

namespace Graft.Training.Texts;

/// <summary>
/// Pairs out of few labelled texts, alike (1) where the labels are the same and unlike (0) where they are not: from a few texts come many pairs, and from these an encoder learns what the labels
/// are about. Paper: Tunstall et al. 2022, arXiv:2209.11055 (SetFit).
/// </summary>
internal static class ContrastivePairs
{
    /// <summary>Partners of either kind that a text gets at most, as in the paper.</summary>
    private const int Rounds = 20;

    /// <summary>About so many pairs are enough for an epoch; with more texts each gets fewer partners.</summary>
    private const int Enough = 8192;

    /// <summary>The pairs as a set of their own. Partners are drawn anew in each round.</summary>
    /// <param name="set">Texts with one label each.</param>
    /// <param name="train">Those that are learned from.</param>
    /// <param name="seed">Decides the partners.</param>
    public static TextSet Of(TextSet set, IReadOnlyList<TextExample> train, long seed)
    {
        int rounds = Math.Clamp(Enough / (2 * train.Count), 1, Rounds);
        ILookup<string, TextExample> byLabel = train.ToLookup(e => e.Labels[0]);
        TextExample[] pairs = [.. Enumerable.Range(0, rounds).SelectMany(round => train.SelectMany((e, i) => Pairs(e, train, byLabel[e.Labels[0]], Seeds.For("pairs", seed, round, i))))];
        return set with { Task = TextTask.Similarity, Examples = pairs, Classes = [] };
    }

    private static IEnumerable<TextExample> Pairs(TextExample text, IReadOnlyList<TextExample> all, IEnumerable<TextExample> same, SeededRandom random)
    {
        TextExample[] alike = [.. same.Where(e => e != text)], unlike = [.. all.Where(e => e.Labels[0] != text.Labels[0])];
        if (alike.Length > 0) yield return Pair(text, alike[random.NextInt(alike.Length)], 1);
        if (unlike.Length > 0) yield return Pair(text, unlike[random.NextInt(unlike.Length)], 0);
    }

    private static TextExample Pair(TextExample a, TextExample b, double alike) => new(a.Place, a.Text) { Pair = b.Text, Score = alike };
}
