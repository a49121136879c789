using System.Globalization;
using static Graft.Evaluation.PrecisionRecall;

namespace Graft.Evaluation;

/// <summary>Goes over the columns (labels) and the rows (examples), and puts <see cref="MultilabelMetrics"/> together.</summary>
internal readonly ref struct MultilabelScoring
{
    private readonly ReadOnlySpan<float> _probabilities;
    private readonly ReadOnlySpan<bool> _has;
    private readonly IReadOnlyList<string> _labels;
    private readonly IReadOnlyList<double> _thresholds;
    private readonly int _count, _width;

    public MultilabelScoring(ReadOnlySpan<float> probabilities, ReadOnlySpan<bool> has, IReadOnlyList<string> labels, IReadOnlyList<double> thresholds)
    {
        _probabilities = probabilities;
        _has = has;
        (_labels, _thresholds, _width) = (labels, thresholds, labels.Count);
        ScoreFaults.RequirePairs(probabilities.Length, has.Length);
        if (_width == 0 || has.Length % _width != 0) throw new GraftException($"{_width} labels take a multiple of {_width} values, got {has.Length}.");
        if (thresholds.Count != _width) throw new GraftException($"Expected a threshold per label, got {thresholds.Count} for {_width}.");
        _count = has.Length / _width;
        ScoreFaults.Refuse([.. ScoreFaults.NotFinite(probabilities, _width, "score"), .. NoProbabilities()]);
    }

    public MultilabelMetrics Metrics()
    {
        LabelMetrics[] perLabel = new LabelMetrics[_width];
        long hits = 0, predicted = 0, actual = 0;
        for (int k = 0; k < _width; k++)
        {
            (int h, int p, int a) = Count(k);
            perLabel[k] = Label(k, Of(h, p, a), a);
            (hits, predicted, actual) = (hits + h, predicted + p, actual + a);
        }
        (double samples, int right) = Rows();
        return new()
        {
            Count = _count,
            MacroF1 = perLabel.Average(l => l.F1),
            MicroF1 = Of(hits, predicted, actual).F1,
            SamplesF1 = _width > 1 ? samples / _count : null,
            MeanAveragePrecision = perLabel.Average(l => l.AveragePrecision),
            SubsetAccuracy = (double)right / _count,
            HammingLoss = (predicted + actual - (2.0 * hits)) / _has.Length,
            PerClass = perLabel,
        };
    }

    private bool Predicted(int cell) => _probabilities[cell] >= _thresholds[cell % _width];

    private (int Hits, int Predicted, int Actual) Count(int label)
    {
        int hits = 0, predicted = 0, actual = 0;
        for (int cell = label; cell < _has.Length; cell += _width)
        {
            bool p = Predicted(cell), a = _has[cell];
            (hits, predicted, actual) = (hits + (p && a ? 1 : 0), predicted + (p ? 1 : 0), actual + (a ? 1 : 0));
        }
        return (hits, predicted, actual);
    }

    private LabelMetrics Label(int k, PrecisionRecall at, int support)
    {
        float[] scores = new float[_count];
        bool[] positive = new bool[_count];
        for (int i = 0; i < _count; i++) (scores[i], positive[i]) = (_probabilities[(i * _width) + k], _has[(i * _width) + k]);
        RankedScores ranked = RankedScores.Sort(scores, positive);
        (double Threshold, double F1)? best = ranked.BestF1();
        return new(_labels[k], support, _thresholds[k], at.Precision, at.Recall, at.F1, ranked.AveragePrecision(), best?.Threshold, best?.F1);
    }

    private (double F1, int Right) Rows()
    {
        double f1 = 0;
        int right = 0;
        for (int row = 0; row < _count; row++)
        {
            int hits = 0, predicted = 0, actual = 0;
            for (int cell = row * _width; cell < (row + 1) * _width; cell++)
            {
                bool p = Predicted(cell), a = _has[cell];
                (hits, predicted, actual) = (hits + (p && a ? 1 : 0), predicted + (p ? 1 : 0), actual + (a ? 1 : 0));
            }
            f1 += Of(hits, predicted, actual).F1;
            if (hits == predicted && hits == actual) right++;
        }
        return (f1, right);
    }

    private List<string> NoProbabilities()
    {
        List<string> faults = [];
        for (int i = 0; i < _probabilities.Length; i++)
            if (_probabilities[i] is < 0 or > 1) faults.Add(string.Create(CultureInfo.InvariantCulture, $"row {i / _width} has {_probabilities[i]:g4} for label {i % _width}, expected 0 to 1"));
        return faults;
    }
}
