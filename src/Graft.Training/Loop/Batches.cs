namespace Graft.Training.Loop;

/// <summary>Divides an epoch's order into batches.</summary>
public static class Batches
{
    /// <summary>Batches of equal size; a last one smaller than <paramref name="least"/> joins the one before, as a batch norm cannot train on one example.</summary>
    /// <param name="order">What a <see cref="Sampler"/> gave.</param>
    /// <param name="size">Examples of a batch, at least 1.</param>
    /// <param name="least">Least size of the last batch.</param>
    public static IReadOnlyList<int[]> Of(int[] order, int size, int least = 1)
    {
        Require(size);
        List<int[]> batches = [.. order.Chunk(size)];
        if (batches.Count < 2 || batches[^1].Length >= least) return batches;
        batches[^2] = [.. batches[^2], .. batches[^1]];
        batches.RemoveAt(batches.Count - 1);
        return batches;
    }

    /// <summary>
    /// Batches of texts of like length, so that little is computed for padding, yet other batches each epoch: stretches of the order, 50 batches long, are sorted by
    /// length and divided, then all batches are shuffled.
    /// </summary>
    /// <param name="order">What a <see cref="Sampler"/> gave.</param>
    /// <param name="lengths">Tokens of each example.</param>
    /// <param name="size">Most examples of a batch.</param>
    /// <param name="tokens">Most tokens of a batch, padding included; a text that is longer stands alone.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">From 0.</param>
    public static IReadOnlyList<int[]> ByLength(int[] order, IReadOnlyList<int> lengths, int size, int tokens, long seed, int epoch)
    {
        Require(size);
        int[][] batches = [.. order.Chunk(50 * size).SelectMany(stretch => Divide([.. stretch.OrderByDescending(i => lengths[i])], lengths, size, tokens))];
        Seeds.For("batches", seed, epoch, 0).Shuffle<int[]>(batches);
        return batches;
    }

    private static IEnumerable<int[]> Divide(int[] longestFirst, IReadOnlyList<int> lengths, int size, int tokens)
    {
        for (int start = 0, count; start < longestFirst.Length; start += count)
        {
            count = Math.Clamp(tokens / Math.Max(1, lengths[longestFirst[start]]), 1, Math.Min(size, longestFirst.Length - start));
            yield return longestFirst[start..(start + count)];
        }
    }

    private static void Require(int size)
    {
        if (size < 1) throw new GraftException($"Expected batches of at least 1 example, got {size}.");
    }
}
