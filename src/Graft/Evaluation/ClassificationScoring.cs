namespace Graft.Evaluation;

/// <summary>Goes once over the rows, once over the columns, and puts <see cref="ClassificationMetrics"/> together.</summary>
internal ref struct ClassificationScoring
{
    private static readonly double Clip = Math.Pow(2, -52);

    private readonly ScoreTable _table;
    private readonly IReadOnlyList<string> _classes;
    private readonly int[][] _confusion;
    private readonly double[] _confidence;
    private readonly bool[] _right;
    private double _logLoss, _brier;
    private int _inTop3, _inTop5;

    /// <param name="table">Probabilities and labels, checked.</param>
    /// <param name="classes">The names.</param>
    public ClassificationScoring(ScoreTable table, IReadOnlyList<string> classes)
    {
        _table = table;
        _classes = classes;
        _confusion = [.. classes.Select(_ => new int[classes.Count])];
        (_confidence, _right) = (new double[table.Count], new bool[table.Count]);
        for (int i = 0; i < table.Count; i++) Add(i);
    }

    private void Add(int i)
    {
        ReadOnlySpan<float> row = _table[i];
        int label = _table.Labels[i], predicted = ScoreTable.Best(row), rank = Rank(row, label);
        _confusion[label][predicted]++;
        (_confidence[i], _right[i]) = (row[predicted], predicted == label);
        _logLoss -= Math.Log(Math.Clamp(row[label], Clip, 1 - Clip));
        for (int k = 0; k < row.Length; k++) _brier += Square(row[k] - (k == label ? 1.0 : 0.0));
        _inTop3 += rank < 3 ? 1 : 0;
        _inTop5 += rank < 5 ? 1 : 0;
    }

    /// <summary>How many classes come before this one: those of higher probability, or equal and of lower index.</summary>
    private static int Rank(ReadOnlySpan<float> row, int label)
    {
        int before = 0;
        for (int k = 0; k < row.Length; k++) if (row[k] > row[label] || (row[k] == row[label] && k < label)) before++;
        return before;
    }

    private static double Square(double x) => x * x;

    public readonly ClassificationMetrics Metrics()
    {
        ConfusionMatrix confusion = new(_confusion);
        ClassMetrics[] perClass = PerClass(confusion);
        IReadOnlyList<ReliabilityBin> reliability = CalibrationError.Reliability(_confidence, _right);
        int n = _table.Count, classes = _classes.Count;
        return new()
        {
            Count = n,
            Accuracy = (double)confusion.Hits / n,
            AccuracyInterval = Interval.Wilson(confusion.Hits, n),
            BalancedAccuracy = confusion.BalancedAccuracy,
            Macro = confusion.Macro,
            MacroOfSeen = confusion.MacroOfSeen,
            Weighted = confusion.Weighted,
            Micro = confusion.Micro,
            LogLoss = _logLoss / n,
            Brier = _brier / n,
            BrierBinary = classes == 2 ? _brier / n / 2 : null,
            Ece = CalibrationError.Expected(reliability),
            AdaptiveEce = CalibrationError.Adaptive(_confidence, _right),
            Top3Accuracy = classes > 3 ? (double)_inTop3 / n : null,
            Top5Accuracy = classes > 5 ? (double)_inTop5 / n : null,
            RocAuc = classes == 2 ? perClass[1].RocAuc : null,
            RocAucMacro = perClass.Average(one => one.RocAuc),
            RocAucWeighted = WeightedArea(perClass),
            AveragePrecisionMacro = perClass.Average(one => one.AveragePrecision),
            Matthews = confusion.Matthews(),
            CohenKappa = confusion.CohenKappa(),
            PerClass = perClass,
            ConfusionMatrix = _confusion,
            Reliability = reliability,
        };
    }

    private readonly ClassMetrics[] PerClass(ConfusionMatrix confusion)
    {
        ClassMetrics[] perClass = new ClassMetrics[_classes.Count];
        for (int k = 0; k < perClass.Length; k++)
        {
            PrecisionRecall at = confusion.PerClass[k];
            RankedScores ranked = Ranked(k);
            perClass[k] = new(_classes[k], confusion.Support[k], at.Precision, at.Recall, at.F1, ranked.RocAuc(), ranked.AveragePrecision());
        }
        return perClass;
    }

    private readonly RankedScores Ranked(int k)
    {
        float[] scores = new float[_table.Count];
        bool[] positive = new bool[_table.Count];
        for (int i = 0; i < scores.Length; i++) (scores[i], positive[i]) = (_table[i][k], _table.Labels[i] == k);
        return RankedScores.Sort(scores, positive);
    }

    private static double? WeightedArea(ClassMetrics[] perClass)
    {
        ClassMetrics[] with = [.. perClass.Where(one => one.RocAuc is not null)];
        return with.Length == 0 ? null : with.Sum(one => one.RocAuc!.Value * one.Support) / with.Sum(one => one.Support);
    }
}
