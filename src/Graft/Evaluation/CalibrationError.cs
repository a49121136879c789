namespace Graft.Evaluation;

/// <summary>One bar of a reliability diagram: the examples whose confidence lies in [Bin / 15, (Bin + 1) / 15).</summary>
/// <param name="Bin">0 to 14; confidence 1 lies in the last.</param>
/// <param name="Count">How many examples.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="Accuracy">The share of them that is right.</param>
public sealed record ReliabilityBin(int Bin, int Count, double Confidence, double Accuracy);

/// <summary>How far confidence is from accuracy. Confidence is the probability of the predicted class.</summary>
internal static class CalibrationError
{
    private const int Bins = 15;

    /// <summary>The bins that are not empty.</summary>
    public static IReadOnlyList<ReliabilityBin> Reliability(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> right)
    {
        (int Count, double Confidence, int Right)[] bins = new (int, double, int)[Bins];
        for (int i = 0; i < confidence.Length; i++)
        {
            ref (int Count, double Confidence, int Right) bin = ref bins[Math.Min((int)(Bins * confidence[i]), Bins - 1)];
            bin = (bin.Count + 1, bin.Confidence + confidence[i], bin.Right + (right[i] ? 1 : 0));
        }
        return [.. bins.Index().Where(b => b.Item.Count > 0)
            .Select(b => new ReliabilityBin(b.Index, b.Item.Count, b.Item.Confidence / b.Item.Count, (double)b.Item.Right / b.Item.Count))];
    }

    /// <summary>Expected calibration error: the mean gap of the bins, weighted by their counts (Naeini et al. 2015; Guo et al. 2017).</summary>
    public static double Expected(IReadOnlyList<ReliabilityBin> bins) =>
        bins.Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / bins.Sum(bin => bin.Count);

    /// <summary>
    /// Adaptive calibration error: as above with 15 groups of (nearly) equal size by confidence (Nixon et al. 2019). Examples of equal confidence
    /// count their mean correctness, so that the order of the rows is nothing.
    /// </summary>
    public static double Adaptive(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> right)
    {
        int n = confidence.Length, groups = Math.Min(Bins, n);
        double[] sorted = confidence.ToArray(), correct = SortedCorrectness(sorted, right);
        double gaps = 0;
        for (int g = 0, from = 0; g < groups; g++)
        {
            int to = from + (n / groups) + (g < n % groups ? 1 : 0);
            gaps += Math.Abs(correct[from..to].Sum() - sorted[from..to].Sum());
            from = to;
        }
        return gaps / n;
    }

    /// <summary>Sorts the confidences and gives each the mean correctness of its equals.</summary>
    private static double[] SortedCorrectness(double[] confidence, ReadOnlySpan<bool> right)
    {
        double[] correct = new double[confidence.Length];
        for (int i = 0; i < correct.Length; i++) correct[i] = right[i] ? 1 : 0;
        Array.Sort(confidence, correct);
        for (int from = 0, to; from < correct.Length; from = to)
        {
            for (to = from + 1; to < correct.Length && confidence[to] == confidence[from];) to++;
            Array.Fill(correct, correct[from..to].Average(), from, to - from);
        }
        return correct;
    }
}
