using System.Text.Json.Serialization;

namespace Graft.Evaluation;

/// <summary>McNemar's test (1947): do two models, asked about the same examples, err equally often? Only the examples that one of them alone has right count.</summary>
/// <param name="OnlyA">Right by the first model alone.</param>
/// <param name="OnlyB">Right by the second model alone.</param>
/// <param name="ExactP">Two-sided binomial: how likely such a difference is if both are equally good; 1 where they never differ. The one to use.</param>
/// <param name="ChiSquare">(a - b)^2 / (a + b); null where they never differ.</param>
/// <param name="ChiSquareP">Its chance.</param>
/// <param name="ChiSquareCorrected">(|a - b| - 1)^2 / (a + b) (Edwards 1948).</param>
/// <param name="ChiSquareCorrectedP">Its chance.</param>
public sealed record McNemar([property: JsonPropertyName("only_a")] int OnlyA, [property: JsonPropertyName("only_b")] int OnlyB, double ExactP,
    double? ChiSquare, double? ChiSquareP, double? ChiSquareCorrected, double? ChiSquareCorrectedP)
{
    /// <summary>Tests two models by whether each had each example right.</summary>
    /// <exception cref="GraftException">Different numbers of examples.</exception>
    public static McNemar Test(ReadOnlySpan<bool> a, ReadOnlySpan<bool> b)
    {
        ScoreFaults.RequirePairs(a.Length, b.Length);
        int onlyA = 0, onlyB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] && !b[i]) onlyA++;
            if (b[i] && !a[i]) onlyB++;
        }
        return Test(onlyA, onlyB);
    }

    /// <summary>Tests by the two counts alone.</summary>
    public static McNemar Test(int onlyA, int onlyB)
    {
        double all = (double)onlyA + onlyB, gap = Math.Abs((double)onlyA - onlyB);
        if (all == 0) return new(0, 0, 1, null, null, null, null);
        double plain = gap * gap / all, corrected = (gap - 1) * (gap - 1) / all;
        return new(onlyA, onlyB, Exact(Math.Min(onlyA, onlyB), onlyA + onlyB), plain, NormalTail.ChiSquare1(plain), corrected, NormalTail.ChiSquare1(corrected));
    }

    /// <summary>Twice the chance of at most <paramref name="least"/> heads in <paramref name="all"/> throws, at most 1.</summary>
    private static double Exact(int least, int all)
    {
        double log = -all * Math.Log(2), sum = Math.Exp(log);
        for (int k = 1; k <= least; k++) sum += Math.Exp(log += Math.Log((double)(all - k + 1) / k));
        return Math.Min(1, 2 * sum);
    }
}
