namespace Graft.Text;

/// <summary>Puts texts of like length together, so that little is computed for padding.</summary>
public static class TokenBatches
{
    /// <summary>
    /// Batches of examples, the longest texts first. A batch times its longest text is at most the budget, and never fewer than one example.
    /// The order depends on lengths and positions alone.
    /// </summary>
    /// <param name="lengths">Tokens of each example.</param>
    /// <param name="tokens">Most tokens of a batch, padding included.</param>
    /// <returns>Positions in <paramref name="lengths"/>.</returns>
    /// <exception cref="GraftException">The budget is not positive.</exception>
    public static IReadOnlyList<int[]> Plan(IReadOnlyList<int> lengths, int tokens)
    {
        if (tokens < 1) throw new GraftException($"A batch needs a budget of at least 1 token, got {tokens}.");
        int[] order = [.. Enumerable.Range(0, lengths.Count).OrderByDescending(i => lengths[i])]; // stable
        List<int[]> batches = [];
        for (int start = 0, count; start < order.Length; start += count)
        {
            count = Math.Clamp(tokens / Math.Max(1, lengths[order[start]]), 1, order.Length - start);
            batches.Add(order[start..(start + count)]);
        }
        return batches;
    }
}
