using static Graft.Evaluation.PrecisionRecall;

namespace Graft.Evaluation;

/// <summary>Counts of (true class, predicted class), and what follows from them alone.</summary>
internal sealed class ConfusionMatrix
{
    private readonly int[][] _counts;
    private readonly int[] _actual, _predicted;

    public ConfusionMatrix(int[][] counts)
    {
        _counts = counts;
        _actual = [.. counts.Select(row => row.Sum())];
        _predicted = [.. Enumerable.Range(0, counts.Length).Select(k => counts.Sum(row => row[k]))];
        PerClass = [.. Enumerable.Range(0, counts.Length).Select(k => Of(counts[k][k], _predicted[k], _actual[k]))];
        Count = _actual.Sum();
        Hits = Enumerable.Range(0, counts.Length).Sum(k => counts[k][k]);
    }

    public int Count { get; }

    public int Hits { get; }

    public IReadOnlyList<int> Support => _actual;

    public IReadOnlyList<PrecisionRecall> PerClass { get; }

    public PrecisionRecall Macro => Mean(PerClass, [.. PerClass.Select(_ => 1)]);

    public PrecisionRecall MacroOfSeen => Mean(PerClass, [.. PerClass.Select((_, k) => _actual[k] + _predicted[k] > 0 ? 1 : 0)]);

    public PrecisionRecall Weighted => Mean(PerClass, _actual);

    /// <summary>With one class per example the three are the same number.</summary>
    public PrecisionRecall Micro => Of(Hits, Count, Count);

    /// <summary>Mean recall of the classes that have examples.</summary>
    public double BalancedAccuracy => PerClass.Where((_, k) => _actual[k] > 0).Average(one => one.Recall);

    /// <summary>Matthews' correlation for any number of classes (Gorodkin 2004); 0 where it is 0/0.</summary>
    public double Matthews()
    {
        double total = Count, both = Sum(k => (double)_actual[k] * _predicted[k]);
        double spread = ((total * total) - Sum(k => (double)_predicted[k] * _predicted[k])) * ((total * total) - Sum(k => (double)_actual[k] * _actual[k]));
        return spread == 0 ? 0 : ((Hits * total) - both) / Math.Sqrt(spread);
    }

    /// <summary>Agreement beyond chance (Cohen 1960); null where labels and predictions are all one class.</summary>
    public double? CohenKappa()
    {
        double total = Count, misses = total - Hits, expected = total - Sum(k => _actual[k] * (_predicted[k] / total));
        return Enumerable.Range(0, _counts.Length).Any(k => _actual[k] == Count && _predicted[k] == Count) ? null : 1 - (misses / expected);
    }

    private double Sum(Func<int, double> value) => Enumerable.Range(0, _counts.Length).Sum(value);
}
