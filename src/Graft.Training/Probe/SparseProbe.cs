namespace Graft.Training.Probe;

/// <summary>Fits a linear model on sparse rows; the penalty is chosen by cross-validation on the training examples alone.</summary>
internal static class SparseProbe
{
    private const double Tolerance = 1e-4;
    private const int Folds = 5;
    private static readonly double[] Strengths = [0.1, 0.3, 1, 3, 10, 30, 100];

    /// <summary>Chooses by the least held-out log loss, then fits on all rows.</summary>
    /// <param name="rows">Training examples.</param>
    /// <param name="labels">N class indices.</param>
    /// <param name="classes">K.</param>
    /// <param name="balance">Whether rare classes count as much as frequent ones.</param>
    /// <param name="seed">Decides the folds.</param>
    /// <param name="cancel">Stops between fits.</param>
    public static FittedProbe Fit(SparseRows rows, int[] labels, int classes, bool balance, long seed, CancellationToken cancel = default)
    {
        int[] folds = Folding.Assign(labels, Math.Clamp(labels.CountBy(l => l).Min(c => c.Value), 2, Folds), seed);
        double[]? weights = ProbeFitting.Weights(labels, classes, balance);
        ProbeTrial[] sums = [.. Strengths.Select(c => new ProbeTrial(false, c, 0, 0))];
        for (int fold = 0; fold <= folds.Max(); fold++)
        {
            cancel.ThrowIfCancellationRequested();
            (double Loss, int Right)[] scores = TryFold(rows, labels, classes, [.. folds.Select(f => f == fold)], weights);
            for (int s = 0; s < sums.Length; s++) sums[s] = sums[s] with { LogLoss = sums[s].LogLoss + (scores[s].Loss / labels.Length), Accuracy = sums[s].Accuracy + ((double)scores[s].Right / labels.Length) };
        }
        ProbeTrial chosen = sums.MinBy(t => t.LogLoss)!;
        using LogisticRegression regression = new(rows, labels, classes, weights);
        double[] parameters = regression.Fit(chosen.C, Tolerance);
        float[] weight = new float[classes * rows.Width];
        for (int d = 0; d < rows.Width; d++)
            for (int k = 0; k < classes; k++) weight[(k * rows.Width) + d] = (float)parameters[(d * classes) + k];
        return new(weight, [.. parameters[(rows.Width * classes)..].Select(b => (float)b)], chosen, sums);
    }

    private static (double, int)[] TryFold(SparseRows rows, int[] labels, int classes, bool[] isHeld, double[]? weights)
    {
        int[] train = [.. Enumerable.Range(0, labels.Length).Where(i => !isHeld[i])], held = [.. Enumerable.Range(0, labels.Length).Where(i => isHeld[i])];
        SparseRows heldRows = rows.Select(held);
        int[] heldLabels = [.. held.Select(i => labels[i])];
        using LogisticRegression regression = new(rows.Select(train), [.. train.Select(i => labels[i])], classes, weights);
        double[]? parameters = null;
        return [.. Strengths.Select(c => regression.Score(heldRows, heldLabels, parameters = regression.Fit(c, Tolerance, parameters)))];
    }
}
