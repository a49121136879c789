namespace Graft.Evaluation;

/// <summary>How near predicted numbers are to the true ones.</summary>
public sealed record RegressionMetrics : TaskMetrics
{
    /// <summary>Mean absolute error, in the unit of the target.</summary>
    public required double Mae { get; init; }

    /// <summary>Mean squared error.</summary>
    public required double Mse { get; init; }

    /// <summary>Root of <see cref="Mse"/>, in the unit of the target.</summary>
    public required double Rmse { get; init; }

    /// <summary>Half of the absolute errors are below it.</summary>
    public required double MedianAbsoluteError { get; init; }

    /// <summary>The largest absolute error.</summary>
    public required double MaxError { get; init; }

    /// <summary>1 - squared errors / squares about the mean; of constant targets 1 if all are met, else 0; null for one example.</summary>
    public double? R2 { get; init; }

    /// <summary>1 - variance of the errors / variance of the targets; of constant targets 1 if the errors are constant too, else 0; null for one example.</summary>
    public double? ExplainedVariance { get; init; }

    /// <summary>Linear correlation, -1 to 1; null where targets or predictions are constant.</summary>
    public double? Pearson { get; init; }

    /// <summary>Correlation of the ranks, equal values having their mean rank; null where one side is constant.</summary>
    public double? Spearman { get; init; }

    /// <summary>Share of pairs in the same order less those in the other, tau-b (Kendall 1945); null where one side is constant.</summary>
    public double? Kendall { get; init; }

    /// <summary>How the errors are spread.</summary>
    public required Residuals Residuals { get; init; }

    /// <summary>Computes everything.</summary>
    /// <param name="predictions">One per example.</param>
    /// <param name="targets">The true values.</param>
    /// <exception cref="GraftException">A value is NaN or infinite, there is none, or the sizes disagree; the rows are named.</exception>
    public static RegressionMetrics Compute(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
    {
        ScoreFaults.RequirePairs(predictions.Length, targets.Length);
        ScoreFaults.Refuse([.. ScoreFaults.NotFinite(predictions, 1, "prediction"), .. ScoreFaults.NotFinite(targets, 1, "target")]);
        double[] y = [.. targets], p = [.. predictions], errors = [.. y.Zip(p, (t, q) => t - q)], absolute = [.. errors.Select(Math.Abs).Order()];
        double mse = errors.Average(e => e * e);
        return new()
        {
            Count = y.Length,
            Mae = absolute.Average(),
            Mse = mse,
            Rmse = Math.Sqrt(mse),
            MedianAbsoluteError = Quantiles.Of(absolute, 0.5),
            MaxError = absolute[^1],
            R2 = y.Length == 1 ? null : Explained(errors.Sum(e => e * e), Correlation.SquaresAboutMean(y)),
            ExplainedVariance = y.Length == 1 ? null : Explained(Correlation.SquaresAboutMean(errors), Correlation.SquaresAboutMean(y)),
            Pearson = Correlation.Pearson(y, p),
            Spearman = Correlation.Spearman(y, p),
            Kendall = Correlation.Kendall(y, p),
            Residuals = Residuals.Of(errors),
        };
    }

    private static double Explained(double left, double all) => all == 0 ? (left == 0 ? 1 : 0) : 1 - (left / all);
}

/// <summary>Spread of target less prediction.</summary>
/// <param name="Mean">Above 0 where predictions are too low on the whole.</param>
/// <param name="StandardDeviation">Over n.</param>
/// <param name="Least">The smallest: most over the target.</param>
/// <param name="P05">5 % are at or below.</param>
/// <param name="P25">A quarter is at or below.</param>
/// <param name="Median">Half is at or below.</param>
/// <param name="P75">Three quarters are at or below.</param>
/// <param name="P95">95 % are at or below.</param>
/// <param name="Greatest">The largest: most below the target.</param>
public sealed record Residuals(double Mean, double StandardDeviation, double Least, double P05, double P25, double Median, double P75, double P95, double Greatest)
{
    internal static Residuals Of(double[] errors)
    {
        double[] sorted = [.. errors.Order()];
        double At(double q) => Quantiles.Of(sorted, q);
        return new(errors.Average(), Math.Sqrt(Correlation.SquaresAboutMean(errors) / errors.Length), sorted[0], At(0.05), At(0.25), At(0.5), At(0.75), At(0.95), sorted[^1]);
    }
}

/// <summary>The means over several targets of an example, each target counting alike.</summary>
/// <param name="Mae">Of the mean absolute errors.</param>
/// <param name="Mse">Of the mean squared errors.</param>
/// <param name="Rmse">Of the roots of those.</param>
/// <param name="R2">Of R2; null for one example.</param>
/// <param name="ExplainedVariance">Of the explained variances; null for one example.</param>
public sealed record RegressionAverages(double Mae, double Mse, double Rmse, double? R2, double? ExplainedVariance)
{
    /// <summary>Averages the targets' scores.</summary>
    public static RegressionAverages Of(IReadOnlyList<RegressionMetrics> targets) =>
        new(targets.Average(t => t.Mae), targets.Average(t => t.Mse), targets.Average(t => t.Rmse), targets.Average(t => t.R2), targets.Average(t => t.ExplainedVariance));
}
