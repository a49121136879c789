namespace Graft.Evaluation.Calibration;

/// <summary>An isotonic curve per class over its probability, one against the rest, then brought to sum 1 (Zadrozny, Elkan 2002). It may change predictions.</summary>
/// <param name="Curves">One per class.</param>
public sealed record IsotonicScaling(IReadOnlyList<IsotonicRegression> Curves) : Calibrator
{
    /// <summary>Fits the curves.</summary>
    /// <param name="logits">(examples, classes), row-major.</param>
    /// <param name="labels">The true classes.</param>
    /// <param name="classes">Number of classes.</param>
    public static IsotonicScaling Fit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        float[] probabilities = Softmax.Rows(new ScoreTable(logits, labels, classes));
        int[] truth = labels.ToArray();
        return new([.. Enumerable.Range(0, classes).Select(k => IsotonicRegression.Fit([.. truth.Select((_, i) => (double)probabilities[(i * classes) + k])], [.. truth.Select(l => l == k ? 1.0 : 0.0)]))]);
    }

    /// <summary>One example's probabilities, brought onto the curves.</summary>
    internal float[] OnCurves(float[] probabilities)
    {
        double[] row = [.. probabilities];
        Calibrate(row);
        return [.. row.Select(p => (float)p)];
    }

    /// <summary>Brings probabilities of one example onto the curves, in place.</summary>
    public void Calibrate(Span<double> probabilities)
    {
        double sum = 0;
        for (int k = 0; k < probabilities.Length; k++) sum += probabilities[k] = Curves[k].At(probabilities[k]);
        for (int k = 0; k < probabilities.Length; k++) probabilities[k] = sum > 0 ? probabilities[k] / sum : 1.0 / probabilities.Length;
    }

    /// <inheritdoc/>
    protected override void ToProbabilities(Span<double> row)
    {
        Softmax.InPlace(row);
        Calibrate(row);
    }
}
