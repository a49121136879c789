using static Graft.Evaluation.PrecisionRecall;

namespace Graft.Evaluation;

/// <summary>Counts by type of entities that are there, that were found, and that are both; and overlaps of what is left.</summary>
internal sealed class EntityMatching
{
    private readonly SortedDictionary<string, (int Hits, int Predicted, int Actual)> _types = new(StringComparer.Ordinal);
    private long _overlaps;

    public static EntityMatching Count(IReadOnlyList<IReadOnlyList<string>> predicted, IReadOnlyList<IReadOnlyList<string>> actual, Func<IReadOnlyList<string>, IReadOnlyList<EntitySpan>> read)
    {
        EntityMatching matching = new();
        for (int i = 0; i < actual.Count; i++) matching.Add(Read(read, predicted[i], i, "predicted"), Read(read, actual[i], i, "true"));
        return matching;
    }

    public EntityScores Scores()
    {
        PrecisionRecall[] each = [.. _types.Values.Select(t => Of(t.Hits, t.Predicted, t.Actual))];
        EntityTypeMetrics[] perType = [.. _types.Zip(each, (t, s) => new EntityTypeMetrics(t.Key, t.Value.Actual, s.Precision, s.Recall, s.F1))];
        return new(Of(Sum(t => t.Hits), Sum(t => t.Predicted), Sum(t => t.Actual)), Mean(each, [.. each.Select(_ => 1)]), Mean(each, [.. _types.Values.Select(t => t.Actual)]), perType);
    }

    public PrecisionRecall Partial() => Of((2 * Sum(t => t.Hits)) + _overlaps, 2 * Sum(t => t.Predicted), 2 * Sum(t => t.Actual));

    private static HashSet<EntitySpan> Read(Func<IReadOnlyList<string>, IReadOnlyList<EntitySpan>> read, IReadOnlyList<string> tags, int sequence, string whose)
    {
        try
        {
            return [.. read(tags)];
        }
        catch (GraftException e)
        {
            throw new GraftException($"Sequence {sequence}, {whose} tags: {e.Message}", e);
        }
    }

    private void Add(HashSet<EntitySpan> predicted, HashSet<EntitySpan> actual)
    {
        foreach (EntitySpan p in predicted) Tally(p.Type, actual.Contains(p) ? 1 : 0, 1, 0);
        foreach (EntitySpan a in actual) Tally(a.Type, 0, 0, 1);
        List<EntitySpan> left = [.. actual.Except(predicted)];
        foreach (EntitySpan p in predicted.Except(actual))
        {
            int other = left.FindIndex(a => a.Type == p.Type && a.Start < p.End && p.Start < a.End);
            if (other < 0) continue;
            left.RemoveAt(other);
            _overlaps++;
        }
    }

    private void Tally(string type, int hits, int predicted, int actual)
    {
        (int h, int p, int a) = _types.GetValueOrDefault(type);
        _types[type] = (h + hits, p + predicted, a + actual);
    }

    private long Sum(Func<(int Hits, int Predicted, int Actual), int> value) => _types.Values.Sum(t => (long)value(t));
}
