namespace Graft.Training.Loop;

/// <summary>
/// Which of K augmented views of an example an epoch trains on, when the trunk's features of K views are cached. Every K epochs each example shows all its
/// views once, in an order of its own.
/// </summary>
/// <param name="Count">Views per example, at least 1.</param>
/// <param name="Seed">The run's seed.</param>
public sealed record CachedViews(int Count, long Seed)
{
    /// <summary>No more views than there are epochs to show them.</summary>
    public static CachedViews For(int views, int epochs, long seed) => views < 1
        ? throw new GraftException($"Expected at least 1 view per example, got {views}.") : new(Math.Max(1, Math.Min(views, epochs)), seed);

    /// <summary>The view of an example in an epoch, 0 to <see cref="Count"/> - 1.</summary>
    public int At(int epoch, int example)
    {
        if (Count == 1) return 0;
        int[] order = [.. Enumerable.Range(0, Count)];
        Seeds.For("views", Seed, epoch / Count, example).Shuffle<int>(order);
        return order[epoch % Count];
    }

    /// <summary>Row of an example's view where all views of an example lie together.</summary>
    public long Row(int epoch, int example) => (long)example * Count + At(epoch, example);
}
