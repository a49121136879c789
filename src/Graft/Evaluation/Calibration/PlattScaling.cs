namespace Graft.Evaluation.Calibration;

/// <summary>p = 1 / (1 + exp(a s + b)) for a score s of one class against the rest (Platt 1999): for multi-label and binary scores.</summary>
/// <param name="A">Usually below 0.</param>
/// <param name="B">The shift.</param>
public sealed record PlattScaling(double A, double B)
{
    /// <summary>Fits by Newton's method to targets that Platt's prior keeps off 0 and 1, so that it is finite for separable scores too.</summary>
    /// <param name="scores">One per example.</param>
    /// <param name="positive">The truth.</param>
    /// <exception cref="GraftException">A score is NaN or infinite, there is none, or the sizes disagree.</exception>
    public static PlattScaling Fit(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive)
    {
        ScoreFaults.RequirePairs(scores.Length, positive.Length);
        ScoreFaults.Refuse([.. ScoreFaults.NotFinite(scores, 1, "score")]);
        double positives = positive.Count(true), negatives = positive.Length - positives;
        double high = (positives + 1) / (positives + 2), low = 1 / (negatives + 2);
        (double a, double b) = (0, Math.Log((negatives + 1) / (positives + 1)));
        double loss = Loss(scores, positive, a, b, high, low);
        for (int step = 0; step < 100; step++)
        {
            (double ga, double gb, double haa, double hab, double hbb) = Derivatives(scores, positive, a, b, high, low);
            if (Math.Max(Math.Abs(ga), Math.Abs(gb)) < 1e-13 * scores.Length) break;
            double determinant = (haa * hbb) - (hab * hab);
            (double da, double db) = determinant > 1e-300 ? (((hbb * ga) - (hab * gb)) / determinant, ((haa * gb) - (hab * ga)) / determinant) : (0, gb / hbb);
            double share = 1, there;
            while ((there = Loss(scores, positive, a - (share * da), b - (share * db), high, low)) > loss && share > 1e-10) share /= 2;
            if (there > loss) break;
            (a, b, loss) = (a - (share * da), b - (share * db), there);
        }
        return new(a, b);
    }

    /// <summary>The probability of a score.</summary>
    public double At(double score) => 1 / (1 + Math.Exp((A * score) + B));

    private static double Loss(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive, double a, double b, double high, double low)
    {
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double f = (a * scores[i]) + b, target = positive[i] ? high : low;
            sum += f >= 0 ? (target * f) + Math.Log(1 + Math.Exp(-f)) : ((target - 1) * f) + Math.Log(1 + Math.Exp(f));
        }
        return sum;
    }

    private static (double A, double B, double Aa, double Ab, double Bb) Derivatives(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive, double a, double b, double high, double low)
    {
        double ga = 0, gb = 0, haa = 0, hab = 0, hbb = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double s = scores[i], p = 1 / (1 + Math.Exp((a * s) + b)), slope = (positive[i] ? high : low) - p, curvature = p * (1 - p);
            (ga, gb) = (ga + (slope * s), gb + slope);
            (haa, hab, hbb) = (haa + (curvature * s * s), hab + (curvature * s), hbb + curvature);
        }
        return (ga, gb, haa, hab, hbb);
    }
}
