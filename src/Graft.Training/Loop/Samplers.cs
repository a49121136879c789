namespace Graft.Training.Loop;

/// <summary>Samplers by name.</summary>
public static class Samplers
{
    /// <summary>What a recipe may say; the first is the usual one.</summary>
    public static IReadOnlyList<string> Names { get; } = ["shuffled", "balanced"];

    /// <summary>Whether a name is that of <see cref="Balanced"/>.</summary>
    /// <exception cref="UnknownNameException">There is no such sampler.</exception>
    internal static bool IsBalanced(string name) => Names.Contains(name) ? name == "balanced" : throw new UnknownNameException("sampler", name, Names);
}

/// <summary>The order in which an epoch sees the examples. Pure: it depends on the seed and the epoch alone, so that a resumed run needs no state for it.</summary>
public abstract record Sampler
{
    /// <summary>Positions of examples, as often as each is seen.</summary>
    /// <param name="epoch">From 0.</param>
    public abstract int[] Order(int epoch);
}

/// <summary>Every example once, as listed.</summary>
/// <param name="Count">Number of examples.</param>
public sealed record InOrder(int Count) : Sampler
{
    /// <inheritdoc/>
    public override int[] Order(int epoch) => [.. Enumerable.Range(0, Count)];
}

/// <summary>Every example once, in an order of the epoch's own.</summary>
/// <param name="Count">Number of examples.</param>
/// <param name="Seed">The run's seed.</param>
public sealed record Shuffled(int Count, long Seed) : Sampler
{
    /// <inheritdoc/>
    public override int[] Order(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        Seeds.For("shuffle", Seed, epoch, 0).Shuffle<int>(order);
        return order;
    }
}

/// <summary>
/// As many examples as there are, every class equally often: rare classes repeat (each of their examples as often as the others, give or take one), of frequent ones each epoch draws others.
/// </summary>
/// <param name="Classes">Class number of each example.</param>
/// <param name="Seed">The run's seed.</param>
public sealed record Balanced(IReadOnlyList<int> Classes, long Seed) : Sampler
{
    /// <inheritdoc/>
    public override int[] Order(int epoch)
    {
        int[][] byClass = [.. Enumerable.Range(0, Classes.Count).GroupBy(i => Classes[i]).OrderBy(g => g.Key).Select(g => g.ToArray())];
        int[] order = [.. byClass.SelectMany((members, i) => Drawn(members, Quota(byClass.Length, i, epoch), epoch, i))];
        Seeds.For("balance", Seed, epoch, -1).Shuffle<int>(order);
        return order;
    }

    // What the division leaves over goes to other classes each epoch.
    private int Quota(int classes, int index, int epoch) => Classes.Count / classes + ((index + epoch) % classes < Classes.Count % classes ? 1 : 0);

    private IEnumerable<int> Drawn(int[] members, int quota, int epoch, int index)
    {
        int[] shuffled = [.. members];
        Seeds.For("balance", Seed, epoch, index).Shuffle<int>(shuffled);
        return Enumerable.Range(0, quota).Select(i => shuffled[i % shuffled.Length]);
    }
}
